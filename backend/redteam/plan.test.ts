import { describe, expect, it } from 'vitest'
import { type Intensity, intensities, type Task } from '../core/campaign.ts'
import { seeded, some, whole } from '../core/random.ts'
import { type PlanRequest, planning, planTasks } from './plan.ts'
import { strategies } from './strategies/index.ts'

const ids = strategies.all.map(({ id }) => id)
const request = (given: Partial<PlanRequest> = {}): PlanRequest => ({ strategies: ids, intensities, promptCount: 50, seed: 1, ...given })

/** Requests as people might make them. */
const requests = Array.from({ length: 25 }, (_, seed): PlanRequest => {
  const random = seeded(seed + 77)
  const levels = some(random, intensities, 1)
  return { strategies: some(random, ids, 1), intensities: levels, promptCount: whole(random, 1, 150), seed }
})

const sizesOf = (tasks: readonly Task[]): number[] => {
  const sizes = new Map<string, number>()
  for (const { strategy, intensity } of tasks) sizes.set(`${strategy} ${intensity}`, (sizes.get(`${strategy} ${intensity}`) ?? 0) + 1)
  return [...sizes.values()]
}
const attacksOf = (tasks: readonly Task[]) => tasks.filter(({ intensity }) => intensity > 0)

describe('a plan', () => {
  it.each(requests)('keeps what it promises: $promptCount prompts, seed $seed', (asked) => {
    const { tasks, leftOut } = planTasks(asked)
    const attacks = attacksOf(tasks)
    const levels = asked.intensities.filter((intensity) => intensity > 0)
    expect(planTasks(asked)).toEqual({ tasks, leftOut })
    expect(levels.length === 0 ? tasks : attacks).toHaveLength(asked.promptCount)

    const sizes = sizesOf(attacks)
    if (levels.length > 0) expect(sizes.length + leftOut.length).toBe(asked.strategies.length * levels.length)
    expect(Math.max(0, ...sizes) - Math.min(...sizes, Infinity)).toBeLessThanOrEqual(1)
    if (leftOut.length > 0) expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(1)

    const controls = tasks.filter(({ intensity }) => intensity === 0)
    expect(tasks.slice(0, controls.length)).toEqual(controls)
    expect(new Set(controls.map(({ pair }) => pair)).size).toBe(controls.length)
    const pairs = new Map(controls.map((control) => [control.pair, control]))
    for (const attack of attacks) {
      expect(pairs.get(attack.pair)).toMatchObject({ strategy: attack.strategy, goal: attack.goal })
      expect(attack.opening).not.toBe(pairs.get(attack.pair)?.opening)
    }
  })
  it('has no canary and no marker twice', () => {
    const secrets = planTasks(request({ promptCount: 400 })).tasks.flatMap(({ check }) =>
      check.kind === 'leak' ? [check.secret] : check.kind === 'obey' ? [check.marker] : [],
    )
    expect(secrets.length).toBeGreaterThan(50)
    expect(new Set(secrets).size).toBe(secrets.length)
  })
  it('asks something else for another seed, and the same of one strategy whatever else is in the run', () => {
    const openings = (given: Partial<PlanRequest>) => planTasks(request(given)).tasks.map(({ opening }) => opening)
    expect(openings({ seed: 2 })).not.toEqual(openings({ seed: 1 }))
    const alone = planTasks(request({ strategies: ['canary-leak'], promptCount: 5 })).tasks
    const among = planTasks(request({ promptCount: ids.length * 5 })).tasks.filter(({ strategy }) => strategy === 'canary-leak')
    const plain = (tasks: readonly Task[]) => tasks.map(({ pair: _, ...task }) => task).sort((a, b) => a.intensity - b.intensity)
    expect(plain(among)).toEqual(plain(alone))
  })
  it('of few prompts names what it left out and sees the ends and the middle first', () => {
    const { tasks, leftOut } = planTasks(request({ strategies: ['canary-leak'], promptCount: 3 }))
    expect(attacksOf(tasks).map(({ intensity }) => intensity)).toEqual([5, 3, 1])
    expect(leftOut).toEqual([4, 2].map((intensity) => ({ strategy: 'canary-leak', intensity: intensity as Intensity })))
  })
  it.each([5, 12, 50, 60, 84])('of %i prompts, too few for all cells, sees all intensities alike', (promptCount) => {
    const attacks = attacksOf(planTasks(request({ promptCount })).tasks)
    const counts = intensities.slice(1).map((level) => attacks.filter(({ intensity }) => intensity === level).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })
  it('asks the controls of one strategy after the other, so that attacks of others need not wait for the last', () => {
    const controls = planTasks(request({ promptCount: 300 })).tasks.filter(({ intensity }) => intensity === 0)
    const changes = controls.filter(({ strategy }, at) => strategy !== controls[at - 1]?.strategy)
    expect(changes).toHaveLength(ids.length)
    expect(controls.length).toBeGreaterThan(ids.length)
  })
  it('can be made a prompt at a time', () => {
    expect([...planning(request({ promptCount: 300 }))]).toHaveLength(300)
  })
  it('refuses a strategy that is not there', () => {
    expect(() => planTasks(request({ strategies: ['nothing'] }))).toThrow(/"nothing"/)
  })
})
