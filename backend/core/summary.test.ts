import { describe, expect, it } from 'vitest'
import { binOf, quantiles } from './histogram.ts'
import type { Measurement } from './measurement.ts'
import { addSums, emptySums, summarise, sumsOf, wasteByKind } from './summary.ts'

const measured = (output: number, wasted: number, latencyMs = 100, costUsd: number | null = 0.001) => {
  const tokens = { input: 10, cached: 0, cacheWrite: 0, output, reasoning: 0, wasted, wastedReasoning: 0 }
  const useful = output - wasted
  const m: Omit<Measurement, 'waste' | 'flags'> = {
    tokens,
    tokenSource: 'reported',
    usefulTokens: useful,
    cognitiveWaste: output > 0 ? output / Math.max(useful, 1) : null,
    lengthVsExpected: null,
    tokenEfficiency: null,
    loop: false,
    refusal: 'none',
    costUsd,
    wastedUsd: costUsd === null ? null : (costUsd * wasted) / Math.max(output, 1),
  }
  return sumsOf({ status: 'ok', latencyMs }, m, { repetition: Math.max(wasted - 1, 0), restatement: 0, filler: Math.min(wasted, 1) })
}

describe('summarise', () => {
  it('says null, not 0, where there is no data', () => {
    expect(summarise(emptySums())).toMatchObject({
      count: 0,
      errorRate: null,
      cognitiveWaste: null,
      tokenEfficiency: null,
      costUsd: null,
      wastedUsd: null,
    })
  })
  it('is the ratio of the sums, not the mean of ratios', () => {
    const sums = addSums(addSums(emptySums(), measured(100, 0)), measured(100, 80))
    expect(summarise(sums).cognitiveWaste).toBeCloseTo(200 / 120, 12)
    expect(summarise(sums).tokenEfficiency).toBeCloseTo(120 / 220, 12)
    expect(summarise(sums).wastefulShare).toBe(0.5)
  })
  it('leaves logs without output out of the ratios and out of unpriced', () => {
    const sums = addSums(addSums(emptySums(), measured(100, 0)), measured(0, 0, 5, null))
    expect(summarise(sums)).toMatchObject({ count: 2, cognitiveWaste: 1, unpriced: 0, tokenEfficiency: 100 / 110 })
  })
  it('splits the wasted tokens by kind, overthinking being what no other kind has', () => {
    const waste = [
      { kind: 'repetition', tokens: 5 },
      { kind: 'filler', tokens: 2 },
      { kind: 'repetition', tokens: 3 },
      { kind: 'overthinking', tokens: 40 },
    ] as const
    expect(wasteByKind(waste)).toEqual({ repetition: 8, restatement: 0, filler: 2, overthinking: 40 })
    const sums = addSums(addSums(emptySums(), measured(100, 7)), measured(40, 3))
    const { wastedByKind, tokens } = summarise({ ...sums, wastedReasoning: 6, repetition: sums.repetition + 2 })
    expect(wastedByKind).toEqual({ repetition: 10, restatement: 0, filler: 2, overthinking: 4 })
    expect(tokens.wasted).toBe(16)
  })
  it('takes back exactly what was added', () => {
    const sums = addSums(addSums(emptySums(), measured(100, 7)), measured(40, 3, 900))
    addSums(sums, measured(40, 3, 900), -1)
    expect(summarise(sums)).toEqual(summarise(addSums(emptySums(), measured(100, 7))))
  })
})

describe('quantiles', () => {
  it('are within 2 % of the true value from 1 ms to an hour', () => {
    for (let value = 2; value < 3_600_000; value = Math.ceil(value * 1.37)) {
      const [read] = quantiles({ [binOf(value)]: 1 }, [0.5])
      expect(Math.abs((read ?? 0) - value) / value).toBeLessThanOrEqual(0.0201)
    }
  })
  it('are null when nothing was counted', () => expect(quantiles({}, [0.5])).toEqual([null]))
})
