import { describe, expect, it } from 'vitest'
import { fitLength, type LengthRow, lengthFactor } from './length.ts'
import { featuresOf } from './promptFeatures.ts'

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}
/** Answers whose length follows the prompt a little and chance a lot. */
const traffic = (count: number, seed: number, times = 1, lists = 0.5): LengthRow[] => {
  const next = random(seed)
  return Array.from({ length: count }, () => {
    const list = next() < lists
    const tokens = (list ? 300 : 100) * Math.exp(next() + next() - 1) * times
    const prompt = list ? 'List ten ideas for a garden party.' : 'Who built the old harbour, and when was it?'
    return { features: featuresOf(prompt, true), output: Math.round(tokens), reasoning: 0, languageKnown: true }
  })
}
const modelOf = (rows: LengthRow[]) => {
  const model = fitLength(rows)
  if (model === null) throw new Error('no model')
  return JSON.parse(JSON.stringify(model)) as typeof model
}
const base = modelOf(traffic(400, 1))

describe('the length factor', () => {
  it('is insufficient below 200 answers of baseline and 30 of a window', () => {
    expect(fitLength(traffic(199, 1))).toBeNull()
    expect(fitLength(traffic(200, 1))).not.toBeNull()
    expect(lengthFactor(base, traffic(29, 2))).toBeNull()
    expect(lengthFactor(base, traffic(30, 2))).toMatchObject({ n: 30, alarm: false })
  })
  it('stays near 1 and quiet on the same traffic', () => {
    for (let seed = 10; seed < 40; seed++) {
      const same = lengthFactor(base, traffic(50, seed))
      expect(same?.alarm).toBe(false)
      expect(same?.factor).toBeLessThan(1.15)
    }
  })
  it('tells how much longer answers became, and fires', () => {
    const longer = lengthFactor(base, traffic(200, 3, 1.5))
    expect(longer?.alarm).toBe(true)
    expect(longer?.factor).toBeCloseTo(1.5, 0)
    expect(longer?.low).toBeLessThan(1.5)
    expect(longer?.high).toBeGreaterThan(1.5)
  })
  it('is 1 when answers became shorter', () => {
    expect(lengthFactor(base, traffic(200, 4, 0.5))).toMatchObject({ factor: 1, alarm: false })
  })
  it('does not take another mix of prompts for longer answers', () => {
    const lists = lengthFactor(modelOf(traffic(400, 5, 1, 0.2)), traffic(200, 6, 1, 0.9))
    expect(lists?.ratio).toBeLessThan(1.15)
    expect(lists?.alarm).toBe(false)
  })
  it('does not let one endless answer decide', () => {
    const rows = [...traffic(99, 7), { features: featuresOf('Who built it?', true), output: 1_000_000, reasoning: 0, languageKnown: true }]
    expect(lengthFactor(base, rows)?.factor).toBeLessThan(1.1)
  })
  it('draws a noisy ratio to 1', () => {
    const few = lengthFactor(base, traffic(30, 8, 1.3))
    expect(few?.factor).toBeLessThan(few?.ratio ?? 0)
    expect(few?.factor).toBeGreaterThanOrEqual(1)
  })
  it('compares hidden reasoning with what is normal on the route', () => {
    const thinking = (count: number, seed: number, times: number) =>
      traffic(count, seed).map((row) => ({ ...row, reasoning: row.output * 4 * times }))
    const model = modelOf(thinking(300, 9, 1))
    expect(lengthFactor(model, thinking(100, 10, 2))).toMatchObject({ alarm: false, reasoning: { alarm: true, n: 100 } })
    expect(lengthFactor(model, traffic(100, 10))?.reasoning).toBeNull()
    expect(lengthFactor(base, thinking(100, 10, 2))?.reasoning).toBeNull()
  })
  it('compares other languages among themselves', () => {
    const foreign = (rows: LengthRow[]) =>
      rows.map((row) => ({ ...row, features: [...row.features.slice(0, -1), 1], output: row.output * 2, languageKnown: false }))
    const mixed = modelOf([...traffic(200, 11), ...foreign(traffic(100, 12))])
    expect(lengthFactor(mixed, foreign(traffic(100, 13)))?.alarm).toBe(false)
  })
  it('leaves calls without output out', () => {
    const failed = traffic(100, 14).map((row) => ({ ...row, output: 0 }))
    expect(lengthFactor(base, failed)).toBeNull()
    expect(lengthFactor(base, [...failed, ...traffic(40, 2)])?.n).toBe(40)
  })
})
