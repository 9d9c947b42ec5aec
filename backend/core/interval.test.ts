import { describe, expect, it } from 'vitest'
import { wilson } from './interval.ts'

describe('the Wilson interval', () => {
  it('is that of the textbook', () => {
    const { low, high } = wilson(3 / 40, 40)
    expect(low).toBeCloseTo(0.0258, 3)
    expect(high).toBeCloseTo(0.1986, 3)
  })
  it('never collapses at the ends, and says everything is possible without data', () => {
    expect(wilson(0, 10).high).toBeCloseTo(0.2775, 3)
    expect(wilson(0.5, 0)).toEqual({ low: 0, high: 1 })
  })
  it('ends at nothing and at all exactly, whatever the rounding', () => {
    const sizes = Array.from({ length: 1_000 }, (_, at) => at + 1)
    expect(sizes.filter((n) => wilson(0, n).low !== 0)).toEqual([])
    expect(sizes.filter((n) => wilson(1, n).high !== 1)).toEqual([])
  })
})
