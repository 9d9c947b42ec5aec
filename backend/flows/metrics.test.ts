import { expect, it } from 'vitest'
import { openTestDatabase } from '../../test/pglite.ts'
import { emptySums } from '../core/summary.ts'
import { measuredLog } from '../store/contract/logs.ts'
import { compact } from '../store/postgres/compact.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { coveredSeconds, figures } from './metrics.ts'

const minute = 60_000
const quarter = 15 * minute
const day = 96 * quarter
const start = Date.parse('2026-11-20T10:15:00Z')

it('the rate of a row is over what the row covers, however it is asked and however old it is', async () => {
  const { sql, close } = await openTestDatabase()
  const store = createLogStore(sql, { clock: Date.now })
  await store.saveLogs(Array.from({ length: 900 }, (_, at) => measuredLog(at, { timestamp: start + at * 1000 })))
  const rates = async (bucketMs: number | null, from: number, to: number | undefined, now: number) => {
    const range = { from: start + from * minute, ...(to !== undefined && { to: start + to * minute }) }
    const rows = await store.sums({ ...range, bucketMs, groupBy: [] })
    return rows.map((row) => figures(row.sums, coveredSeconds(row, range, now)).logsPerSecond)
  }
  for (const now of [start + quarter, start + 10 * day]) {
    await compact(sql, now)
    for (const bucketMs of [day, 4 * quarter, quarter, null]) expect(await rates(bucketMs, 0, 15, now)).toEqual([1])
    expect(new Set(await rates(minute, 0, 15, now))).toEqual(new Set([1]))
    expect(new Set(await rates(minute, 2, 9, now))).toEqual(new Set([1]))
    expect(await rates(day, -15, 15, now)).toEqual([0.5])
  }
  expect(await rates(day, 0, undefined, start + quarter)).toEqual([1])
  expect(await rates(null, 0, undefined, start + 2 * quarter)).toEqual([0.5])
  await close()
})

it('logs that say no latency are counted, and not among those that do', () => {
  const sums = { ...emptySums(), count: 5, latency: { 10: 2, 20: 1 } }
  expect(figures(sums, null)).toMatchObject({ count: 5, timed: 3 })
})

it('there is no rate over all time, nor of what is yet to come', () => {
  expect(coveredSeconds({ bucket: 0, widthMs: Number.POSITIVE_INFINITY }, {}, start)).toBeNull()
  expect(coveredSeconds({ bucket: start + quarter, widthMs: quarter }, {}, start)).toBeNull()
  expect(coveredSeconds({ bucket: start, widthMs: quarter }, {}, start)).toBe(1)
})
