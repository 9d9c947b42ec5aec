import { describe, expect, it } from 'vitest'
import { splitOf } from './split.ts'

const tokens = { input: 50, cached: 0, cacheWrite: 0, output: 80, reasoning: 20, wasted: 25 }

describe('the split of spent tokens', () => {
  it('is the useful and every kind of waste, and adds up to what was spent', () => {
    const parts = splitOf({ tokens, wastedByKind: { repetition: 10, restatement: 0, filler: 5, overthinking: 10 } })
    expect(parts.map(({ id, tokens: n, share }) => [id, n, share])).toEqual([
      ['useful', 75, 0.75],
      ['repetition', 10, 0.1],
      ['restatement', 0, 0],
      ['filler', 5, 0.05],
      ['overthinking', 10, 0.1],
    ])
  })
  it('is nothing when nothing was spent', () => {
    const none = { repetition: 0, restatement: 0, filler: 0, overthinking: 0 }
    expect(splitOf({ tokens: { ...tokens, output: 0, reasoning: 0, wasted: 0 }, wastedByKind: none })).toEqual([])
  })
})
