import { addDrift, type DriftRow, type DriftStore, emptyDrift } from '../../core/drift.ts'
import { breathe } from '../breathe.ts'
import { type Asked, floorHour, gaugesOf, type Read } from './compare.ts'
import { lengthsOf } from './lengths.ts'

/** Logs that are read for the lengths, shared by the routes and models with a baseline; none when fewer than the second are left for each. */
const sampled = 2_000
const fewest = 100
/** Windows that are compared before others get their turn on the event loop. */
const windowsAtOnce = 50

/**
 * Hour by hour (or a wider bucket): the gauges of the window that trails the end of each bucket. Only buckets with logs have a row.
 * O(buckets × routes × models), and for the lengths a bounded sample of texts spread over the range.
 */
export const createSeries = (store: DriftStore, read: Read) => {
  return async ({ from, to, bucketMs, windowMs, ...asked }: Asked & { from: number; to: number; bucketMs: number; windowMs: number }) => {
    const start = floorHour(from - windowMs)
    const found = await read(start, to, asked)
    const limit = Math.floor(sampled / found.filter(({ baseline }) => baseline !== undefined).length)
    const told = []
    for (const { route, model, baseline, hours } of found) {
      const sampling = baseline !== undefined && limit >= fewest
      const logs = sampling ? await store.sampleLogs({ from: start, to, route, model, limit, pick: 'spread' }) : []
      const lengthAt = await lengthsOf(baseline, logs)
      const ends = [...new Set(hours.map(({ bucket }) => bucket - (bucket % bucketMs)))].filter((bucket) => bucket + bucketMs > from)
      const trailing = emptyDrift()
      let [added, dropped] = [0, 0]
      for (const bucket of ends) {
        if (told.length % windowsAtOnce === windowsAtOnce - 1) await breathe()
        const end = bucket + bucketMs
        for (; added < hours.length && (hours[added] as DriftRow).bucket < end; added++) addDrift(trailing, (hours[added] as DriftRow).sums)
        for (; (hours[dropped] as DriftRow).bucket < end - windowMs; dropped++) addDrift(trailing, (hours[dropped] as DriftRow).sums, -1)
        const length = lengthAt(end - windowMs, end)
        told.push({ bucket, route, model, ...gaugesOf(trailing, baseline), lengthFactor: length?.factor ?? null, length })
      }
    }
    return told.sort((a, b) => a.bucket - b.bucket)
  }
}
