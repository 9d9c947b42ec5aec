import { expect, it } from 'vitest'
import type { RunCell } from './campaign.ts'
import { yieldedFacts, yieldedText } from './controls.ts'

const cell = (more: Partial<RunCell>): RunCell => ({
  strategy: 'canary-leak',
  intensity: 0,
  n: 3,
  success: 0,
  partial: 0,
  refused: 3,
  error: 0,
  unscored: 0,
  stress: 0,
  amplification: { p50: null, p95: null },
  ...more,
})

it('says that a target yields without any attack, and counts neither attacks nor harmless probes', () => {
  const attacks = cell({ intensity: 1, success: 3, refused: 0, stress: 1 })
  const probes = cell({ strategy: 'over-refusal', success: 3, refused: 0, stress: null })
  expect(yieldedText([cell({}), attacks, probes])).toBeNull()
  expect(yieldedFacts([cell({}), attacks, probes])).toEqual([])
  expect(yieldedFacts([cell({ success: 1 })])).toEqual([['controls', expect.stringMatching(/^1 of 3 controls/)]])
  expect(yieldedText([cell({ success: 1, partial: 1, refused: 1, stress: 0.5 }), cell({ strategy: 'persona' }), attacks, probes])).toMatch(
    /^2 of 6 controls got through without any attack/,
  )
})
