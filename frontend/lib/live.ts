import type { Bounds } from './range.ts'
import type { Head } from './wire.ts'

/** Adds logs that just came to those that are shown: each once, within the range (`to` exclusive), newest first, `most` at most. */
export const mergeHeads = (held: readonly Head[], fresh: readonly Head[], { from = 0, to }: Bounds, most: number): Head[] => {
  const present = new Set(held.map(({ id }) => id))
  const all = [...fresh.filter(({ id }) => !present.has(id)), ...held]
  const dated = all.map((head) => ({ head, at: Date.parse(head.timestamp) })).filter(({ at }) => at >= from && at < to)
  return dated
    .sort((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ head }) => head)
}

/** Logs a second above which the stream may be leaving some out; it does so above 20. */
const crowd = 15

/** Tells of each log, given the time it came (ms), whether so many came in that second that others may have been left out. */
export const crowdOf = (): ((now: number) => boolean) => {
  let second = 0
  let count = 0
  return (now) => {
    const current = Math.floor(now / 1000)
    count = current === second ? count + 1 : 1
    second = current
    return count >= crowd
  }
}

/** Whether a list of `held` logs, `told` of them by the stream while `count` was being asked for, no longer is the newest `most` of them. */
export const changedBy = ({ held, told, count, most }: { held: number; told: number; count: number; most: number }): boolean =>
  held < Math.min(count, most) || held - told > count
