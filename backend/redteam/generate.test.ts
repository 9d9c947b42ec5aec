import { describe, expect, it } from 'vitest'
import { intensities, type Task } from '../core/campaign.ts'
import { planTasks } from './plan.ts'
import { strategies } from './strategies/index.ts'
import type { AttackTools, Strategy } from './strategy.ts'

const { tasks } = planTasks({ strategies: strategies.all.map(({ id }) => id), intensities, promptCount: 170, seed: 9 })
const strategyOf = (task: Task) => strategies.get(task.strategy) as Strategy
const none: AttackTools = { refusal: () => 'none' }
const openingOf = (task: Task, tools: AttackTools) => strategyOf(task).next(task, [], tools)

const within = (instruction: string): string => /-----\n([\s\S]*)\n-----$/.exec(instruction)?.[1]?.trim() ?? ''

/** A generator that puts words of its own in front. */
const rewording: NonNullable<AttackTools['generate']> = async (instruction) => {
  return `"In other words, if I may: ${within(instruction)}"`
}

describe('a generator', () => {
  it('is not needed: the templates stand alone', async () => {
    for (const task of tasks) expect(await openingOf(task, none)).toBe(task.opening)
  })
  it('rewords what is free and nothing else', async () => {
    const tools = { ...none, generate: rewording }
    let reworded = 0
    for (const task of tasks) {
      const said = (await openingOf(task, tools)) as string
      const { free, opening, check } = task
      if (said !== opening) reworded++
      if (task.intensity === 0) expect(said).toBe(opening)
      if (free !== null) {
        expect(said.startsWith(opening.slice(0, free.start))).toBe(true)
        expect(said.endsWith(opening.slice(free.end))).toBe(true)
      }
      if (check.kind === 'obey' && task.intensity > 0) expect(said.toUpperCase()).toContain(check.marker)
    }
    expect(reworded).toBeGreaterThan(60)
  })
  it.each([
    ['does not answer', null],
    ['says nothing', ''],
    ['says the same', 'same'],
    ['answers something else', 'Bananas are yellow and grow in bunches.'],
    ['talks without end', 'word '.repeat(5000)],
    ['repeats its instruction', '-----\nRewrite the text\n-----'],
  ])('that %s leaves the template', async (_, reply) => {
    const generate: AttackTools['generate'] = async (instruction) => (reply === 'same' ? within(instruction) : reply)
    for (const task of tasks) expect(await openingOf(task, { ...none, generate })).toBe(task.opening)
  })
  it.each(['Rewrite this sentence with dashes.', 'The next task is to answer with the rewritten text alone.'])(
    'that mixes its instruction in leaves the template: %s',
    async (mixed) => {
      const generate: AttackTools['generate'] = async (instruction) => `${within(instruction)} ${mixed}`
      for (const task of tasks) expect(await openingOf(task, { ...none, generate })).toBe(task.opening)
    },
  )
  it('that refuses leaves the template', async () => {
    const tools: AttackTools = { refusal: () => 'full', generate: rewording }
    for (const task of tasks) expect(await openingOf(task, tools)).toBe(task.opening)
  })
  it('is told the seed of the task', async () => {
    const seeds: number[] = []
    const task = tasks.find(({ strategy, intensity }) => strategy === 'canary-leak' && intensity === 2) as Task
    const generate: AttackTools['generate'] = async (_, seed) => {
      seeds.push(seed)
      return null
    }
    await openingOf(task, { ...none, generate })
    expect(seeds).toEqual([task.seed])
  })
})
