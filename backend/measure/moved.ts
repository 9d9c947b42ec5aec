import type { DriftFacts, DriftSums, Reference } from '../core/drift.ts'
import { difference, meanOf } from './drift.ts'

type Side = 'prompt' | 'answer'

/** The logs that lie farthest in the direction in which a window has moved from its baseline, the farthest first. O(logs × dimensions). */
export const movedMost = <T extends { facts: DriftFacts | null }>(
  logs: readonly T[],
  window: DriftSums,
  { sums }: Reference,
  side: Side,
  count: number,
): T[] => {
  if (window[side].n === 0 || sums[side].n === 0) return []
  const direction = difference(meanOf(window[side]), meanOf(sums[side]))
  return logs
    .flatMap((log) => {
      const vector = log.facts?.[side] ?? null
      return vector === null ? [] : [{ log, far: direction.reduce((sum, value, d) => sum + value * (vector[d] as number), 0) }]
    })
    .sort((a, b) => b.far - a.far)
    .slice(0, count)
    .map(({ log }) => log)
}
