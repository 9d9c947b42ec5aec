import { addDrift, type DriftSums, emptyDrift, type Reference } from '../core/drift.ts'
import { distances, fewestLogs } from './drift.ts'

interface Bucket {
  /** Start, epoch milliseconds. */
  bucket: number
  sums: DriftSums
}

type Gauge = keyof typeof distances

/**
 * When it began: the start of the trailing stretch of buckets that differs most from the baseline, in standard errors. A stretch that reaches
 * back before the change is diluted by it, one that begins after it has fewer logs. Null when no stretch has enough logs. O(buckets).
 */
export const sinceOf = (buckets: readonly Bucket[], reference: Reference, gauge: Gauge): number | null => {
  const stretch = emptyDrift()
  let best: { bucket: number; z: number } | null = null
  for (const { bucket, sums } of buckets.toReversed()) {
    addDrift(stretch, sums)
    if (stretch[gauge].n < fewestLogs) continue
    const { squared, se } = distances[gauge](stretch, reference)
    if (best === null || squared / se > best.z) best = { bucket, z: squared / se }
  }
  return best?.bucket ?? null
}
