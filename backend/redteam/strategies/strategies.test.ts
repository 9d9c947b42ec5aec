import { describe, expect, it } from 'vitest'
import { families, intensities, type Task } from '../../core/campaign.ts'
import type { ChatMessage } from '../../core/provider.ts'
import { planTasks } from '../plan.ts'
import type { AttackTools } from '../strategy.ts'
import { crescendo } from './crescendo.ts'
import { strategies } from './index.ts'
import { toolLoop } from './toolLoop.ts'

const ids = strategies.all.map(({ id }) => id)
const { tasks } = planTasks({ strategies: ids, intensities, promptCount: 680, seed: 4 })
const tools: AttackTools = { refusal: (answer) => (answer.startsWith('No') ? 'full' : 'none') }

/** What is said to a target that answers as told. */
const talk = async (task: Task, answer: (turn: number) => string): Promise<string[]> => {
  const transcript: ChatMessage[] = []
  const strategy = strategies.get(task.strategy)
  for (let turn = 0; turn < 20; turn++) {
    const next = (await strategy?.next(task, transcript, tools)) ?? null
    if (next === null) break
    transcript.push({ role: 'user', content: next }, { role: 'assistant', content: answer(turn) })
  }
  return transcript.filter(({ role }) => role === 'user').map(({ content }) => content)
}

describe.each(strategies.all)('$id', (strategy) => {
  const own = tasks.filter((task) => task.strategy === strategy.id)
  const attacks = own.filter(({ intensity }) => intensity > 0)
  it('has eight goals or more, a reference and a line for each intensity', () => {
    expect(strategy.goals).toBeGreaterThanOrEqual(8)
    expect(new Set(own.map(({ goal }) => goal)).size).toBe(Math.min(8, strategy.goals))
    expect(strategy.reference).toMatch(/arXiv \d{4}\.\d{5}|OWASP|2024/)
    expect(new Set(strategy.levels).size).toBe(5)
  })
  it('makes attacks that are no copies of each other', () => {
    expect(new Set(attacks.map(({ opening, steps }) => `${opening}${steps.join()}`)).size).toBe(attacks.length)
  })
  it('asks more with each intensity', () => {
    const meanLength = (intensity: number) => {
      const sizes = own.filter((task) => task.intensity === intensity).map(({ opening, steps }) => opening.length + steps.join('').length)
      return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    }
    expect(meanLength(5)).toBeGreaterThan(meanLength(3) * 0.9)
    expect(meanLength(5)).toBeGreaterThan(meanLength(1))
    if (strategy.family !== 'over-refusal') expect(meanLength(1)).toBeGreaterThan(meanLength(0) * 0.5)
  })
  it('never says its secret itself, and always its marker', () => {
    for (const { check, opening, steps, system, intensity } of own) {
      const said = [opening, ...steps].join('\n')
      if (check.kind === 'leak') {
        expect(said).not.toContain(check.secret)
        expect(system).toContain(check.secret)
      }
      if (check.kind === 'obey') expect(said.toUpperCase().includes(check.marker)).toBe(intensity > 0)
      if (check.kind === 'recite') for (const fact of check.facts) expect(said).not.toContain(fact)
    }
  })
  it('asks a control once, for a short answer', async () => {
    for (const control of own.filter(({ intensity }) => intensity === 0)) {
      expect(await talk(control, () => 'LOOKUP: more')).toEqual([control.opening])
      expect(`${control.system}${control.opening}`).toMatch(
        /short|brief|sentence|one word|a number|five words|corrected text|commas|French|past tense|Base64/i,
      )
    }
  })
  it('comes to an end', async () => {
    for (const task of attacks) {
      for (const answer of ['Yes.', 'No.', 'LOOKUP: mill', '']) expect((await talk(task, () => answer)).length).toBeLessThanOrEqual(12)
    }
  })
})

describe('the strategies', () => {
  it('cover every family', () => {
    expect(new Set(strategies.all.map(({ family }) => family))).toEqual(new Set(families))
  })
})

describe('crescendo', () => {
  const task = tasks.find(({ strategy, intensity }) => strategy === crescendo.id && intensity === 5) as Task
  it('climbs to the request', async () => {
    const said = await talk(task, () => 'Well, it is like this.')
    expect(said).toEqual([task.opening, ...task.steps])
    expect(said.at(-1)).toContain(task.goal.slice(1))
    expect(said[0]).not.toContain(task.goal.slice(1))
  })
  it('steps back after a refusal, twice, and goes on', async () => {
    const said = await talk(task, (turn) => (turn === 2 || turn === 3 ? 'No.' : 'Well.'))
    expect(said).toHaveLength(task.steps.length + 3)
    expect(said[3]).toMatch(/^Fair enough/)
    expect(said[4]).toMatch(/^I understand/)
  })
})

describe('tool-loop', () => {
  const task = tasks.find(({ strategy, intensity }) => strategy === toolLoop.id && intensity === 4) as Task
  it('goes on as long as the target looks up', async () => {
    expect(await talk(task, () => 'LOOKUP: x')).toEqual([task.opening, ...task.steps])
  })
  it('ends when it gives up', async () => {
    expect(await talk(task, (turn) => (turn < 2 ? '`LOOKUP: x`' : 'I could not find it.'))).toHaveLength(3)
  })
})
