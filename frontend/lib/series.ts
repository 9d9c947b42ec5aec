import type { Bounds } from './range.ts'

export interface Point {
  /** Start of the bucket, epoch ms. */
  at: number
  value: number | null
}

/** One point a bucket, null where a bucket has no rows: a gap is not a zero. At most `most` points, the newest. */
export const seriesOf = <Row extends { bucket: string }>(
  rows: readonly Row[],
  { from, to }: Bounds,
  bucketMs: number,
  pick: (row: Row) => number | null,
  most = 1000,
): Point[] => {
  const first = rows[0]
  if (first === undefined) return []
  const byBucket = new Map(rows.map((row) => [Date.parse(row.bucket), row]))
  const start = Math.floor((from ?? Date.parse(first.bucket)) / bucketMs) * bucketMs
  const begin = Math.max(start, Math.ceil((to - most * bucketMs) / bucketMs) * bucketMs)
  const points: Point[] = []
  for (let at = begin; at < to; at += bucketMs) {
    const row = byBucket.get(at)
    points.push({ at, value: row === undefined ? null : pick(row) })
  }
  return points
}

/** The stretches of a series without gaps, for drawing. */
export const stretches = (points: readonly Point[]): Point[][] => {
  const all: Point[][] = []
  let current: Point[] = []
  for (const point of points) {
    if (point.value !== null) current.push(point)
    else if (current.length > 0) {
      all.push(current)
      current = []
    }
  }
  return current.length > 0 ? [...all, current] : all
}
