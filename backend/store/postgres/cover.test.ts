import { describe, expect, it } from 'vitest'
import { cover } from './cover.ts'
import { dayMs, hourMs, quarterMs } from './sums.ts'

const minute = 60_000
const start = Date.parse('2026-11-20T00:00:00Z')

/** Every minute of the range lies in one piece. */
const isWhole = (from: number, to: number, bucketMs: number | null) => {
  let at = from
  for (const piece of cover(from, to, bucketMs)) {
    expect(piece.from).toBe(at)
    expect(piece.to).toBeGreaterThan(at)
    at = piece.to ?? Number.NaN
  }
  expect(at).toBe(to)
}

describe('cover', () => {
  it('covers any range once, in order', () => {
    for (const from of [start, start + minute, start + 37 * minute, start + 5 * hourMs + 1])
      for (const length of [minute, 20 * minute, 3 * hourMs, 26 * hourMs, 50 * hourMs + 7 * minute, 30 * dayMs])
        for (const bucketMs of [null, minute, 5 * minute, quarterMs, hourMs, dayMs]) isWhole(from, from + length, bucketMs)
  })
  it('takes a month by its days and only the edges finer', () => {
    const pieces = cover(start + 90 * minute, start + 30 * dayMs + 20 * minute, null)
    expect(pieces.map(({ grainMs }) => grainMs)).toEqual([quarterMs, hourMs, dayMs, quarterMs, minute])
  })
  it('takes nothing wider than a bucket, nor across its bounds', () => {
    expect(cover(start, start + dayMs, hourMs).every(({ grainMs }) => grainMs <= hourMs)).toBe(true)
    expect(cover(start, start + dayMs, 5 * minute)).toEqual([{ grainMs: minute, from: start, to: start + dayMs }])
  })
  it('leaves open what is open, and is nothing for nothing', () => {
    expect(cover(null, null, null)).toEqual([{ grainMs: dayMs, from: null, to: null }])
    expect(cover(start, start, null)).toEqual([])
  })
})
