import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../core/campaign.ts'
import { testRun } from '../../store/contract/campaigns.ts'
import { statusOf } from './status.ts'

/** 10 controls, then 20 attacks, two at a time; begun at second 0. Times in seconds. */
const runOf = (answered: number, at: number, more: { attacked?: number; generator?: string } & Partial<Campaign> = {}): Campaign => {
  const { attacked, generator = 'templates', ...rest } = more
  const { config } = testRun('run')
  return testRun('run', {
    config: { ...config, promptCount: 20, concurrency: 2, generator },
    totalPrompts: 30,
    processedPrompts: answered,
    startedAt: 0,
    answeredAt: at * 1_000,
    attackedAt: attacked === undefined ? null : attacked * 1_000,
    ...rest,
  })
}
/** Begun, or gone on with, at that second, when so many were answered. */
const eta = (run: Campaign, now: number, { at, answered } = { at: 0, answered: 0 }) =>
  statusOf(run, now * 1_000, { at: at * 1_000, processedPrompts: answered }).etaSeconds

describe('the budget', () => {
  const of = (budgetUsd: number | null, nano: number | null) => {
    const { config, caps } = testRun('run')
    const { budgetUsd: holds, askedBudgetUsd } = statusOf(
      testRun('run', { config: { ...config, budgetUsd }, caps: { ...caps, nano } }),
      0,
      undefined,
    )
    return [holds, askedBudgetUsd]
  }
  it('is the one that holds, with what was asked where the server allows less', () => {
    expect([of(99, 5e9), of(1, 1e9), of(99, null), of(null, 5e9)]).toEqual([
      [5, 99],
      [1, undefined],
      [99, undefined],
      [null, undefined],
    ])
  })
})

describe('the time left', () => {
  it('goes by the pace so far', () => {
    expect(eta(runOf(5, 10), 10)).toBe(50)
    expect(eta(runOf(0, 0, { answeredAt: null }), 3)).toBeNull()
    expect(eta(runOf(5, 10, { status: 'paused' }), 10)).toBeNull()
  })
  it('gets less between two answers, and grows only when one takes longer than all that was left', () => {
    expect([12, 30, 100].map((now) => eta(runOf(5, 10), now))).toEqual([48, 30, 90])
  })
  it('goes by the attacks, which take longer than controls, once there are enough of them', () => {
    expect(eta(runOf(12, 30, { attacked: 20 }), 30)).toBe(45)
    expect(eta(runOf(13, 40, { attacked: 20 }), 40)).toBe(170)
  })
  it('is not told while a model writes the first attacks', () => {
    const generator = 'runner:smol'
    expect(eta(runOf(5, 10, { generator }), 10)).toBeNull()
    expect(eta(runOf(10, 10, { generator }), 40)).toBeNull()
    expect(eta(runOf(13, 40, { generator, attacked: 20 }), 40)).toBe(170)
  })
  it('goes by what was answered since the run was gone on with: neither a pause nor the time of a former version is pace', () => {
    const resumed = { at: 36_040, answered: 13 }
    const ofAttacks = (answered: number, at: number) => runOf(answered, at, { attacked: 20 })
    expect(eta(ofAttacks(13, 40), 36_041, resumed)).toBeNull()
    expect(eta(ofAttacks(14, 36_050), 36_050, resumed)).toBe(160)
    expect(eta(ofAttacks(17, 36_080), 36_080, resumed)).toBe(130)
    expect(eta(runOf(16, 36_070, { attacked: 36_010 }), 36_070, { at: 36_000, answered: 9 })).toBe(168)
    // Begun when nobody noted the first attack: the first of those that are noted is no beginning.
    expect(eta(runOf(16, 36_070, { attacked: 36_050 }), 36_070, resumed)).toBe(140)
    expect(eta(runOf(8, 36_070), 36_070, { at: 36_040, answered: 5 })).toBe(220)
  })
  it('is not told by a host that does not know since when the run goes on', () => {
    expect(statusOf(runOf(13, 40, { attacked: 20 }), 40_000, undefined).etaSeconds).toBeNull()
  })
  it('is told of controls alone, of which a model writes nothing', () => {
    const { config } = runOf(0, 0)
    const controls = runOf(5, 10, { config: { ...config, intensities: [0], generator: 'runner:smol' } })
    expect(eta(controls, 10)).toBe(50)
  })
})
