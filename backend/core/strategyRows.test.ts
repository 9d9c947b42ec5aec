import { expect, it } from 'vitest'
import type { RunCell } from './campaign.ts'
import { strategyRows } from './strategyRows.ts'

const cell = (strategy: string, intensity: RunCell['intensity'], more: Partial<RunCell> = {}): RunCell => ({
  strategy,
  intensity,
  n: 4,
  success: 1,
  partial: 1,
  refused: 2,
  error: 1,
  unscored: 0,
  stress: 0.5,
  amplification: { p50: null, p95: null },
  ...more,
})

it('sums the attacks of each strategy without its controls, and says of harmless probes what became of them', () => {
  const byStrategy = ['persona', 'over-refusal'].map((strategy) => ({ strategy, stress: null, fragility: null }))
  const none = { n: 0, success: 0, partial: 0, refused: 0, unscored: 3, stress: null }
  const cells = [
    cell('persona', 0),
    cell('persona', 1),
    cell('persona', 2, none),
    cell('over-refusal', 1, { stress: null }),
    cell('over-refusal', 2, none),
  ]
  const counts = { stress: null, fragility: null, n: 4, partial: 1, error: 2, unscored: 3 }
  expect(strategyRows({ byStrategy, cells })).toEqual([
    { strategy: 'persona', ...counts, through: '1', held: '2' },
    { strategy: 'over-refusal', ...counts, through: '1 answered', held: '2 refused' },
  ])
})
