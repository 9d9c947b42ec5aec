import { describe, expect, it } from 'vitest'
import { seriesOf, stretches } from './series.ts'

const minute = 60_000
const row = (at: number, value: number | null) => ({ bucket: new Date(at).toISOString(), value })
const pick = ({ value }: { value: number | null }) => value

describe('a series over time', () => {
  it('has a gap, not a zero, where there are no rows', () => {
    const points = seriesOf([row(minute, 5), row(3 * minute, 0)], { from: 90_000, to: 4 * minute }, minute, pick)
    expect(points.map(({ at, value }) => [at / minute, value])).toEqual([
      [1, 5],
      [2, null],
      [3, 0],
    ])
    expect(stretches(points).map((stretch) => stretch.length)).toEqual([1, 1])
  })
  it('starts at its first row when the range has no start, and keeps the newest when there are too many', () => {
    const points = seriesOf([row(0, 1)], { from: undefined, to: 100 * minute }, minute, pick, 10)
    expect(points).toHaveLength(10)
    expect(points.at(-1)?.at).toBe(99 * minute)
    expect(seriesOf([], { from: 0, to: minute }, minute, pick)).toEqual([])
  })
})
