import { grains } from './sums.ts'

/** A stretch of time to be read from the sums of one width; null is open. `from` and `to` are multiples of it, but for the finest. */
export interface Piece {
  grainMs: number
  from: number | null
  to: number | null
}

const finest = grains[0]

const split = (from: number | null, to: number | null, [grainMs = finest, ...finer]: readonly number[]): Piece[] => {
  if (finer.length === 0) return [{ grainMs, from, to }]
  const start = from === null ? null : Math.ceil(from / grainMs) * grainMs
  const end = to === null ? null : Math.floor(to / grainMs) * grainMs
  if (start !== null && end !== null && start >= end) return split(from, to, finer)
  return [
    ...(start === from ? [] : split(from, start, finer)),
    { grainMs, from: start, to: end },
    ...(end === to ? [] : split(end, to, finer)),
  ]
}

/**
 * Covers a range once, its inside with the widest sums that fit the buckets (null: all in one), its edges with ever finer ones: a month costs
 * days, and minutes only at its ends. Epoch milliseconds, `to` exclusive.
 */
export const cover = (from: number | null, to: number | null, bucketMs: number | null): Piece[] =>
  from !== null && to !== null && from >= to
    ? []
    : split(from, to, grains.filter((grain) => grain === finest || bucketMs === null || bucketMs % grain === 0).reverse())
