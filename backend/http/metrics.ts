import { Hono } from 'hono'
import { z } from 'zod'
import type { SumRow } from '../core/ports.ts'
import { coveredSeconds, dataAge, driftFigures, figures, stressFigures } from '../flows/metrics.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { fail, wrongShape } from './errors.ts'
import { filterShape, groupBy, rangeShape, readQuery } from './query.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Width of a bucket and, for a query without `from`, the range it looks back over. */
const buckets = {
  '1m': { ms: minute, back: day },
  '15m': { ms: 15 * minute, back: 7 * day },
  '1h': { ms: hour, back: 30 * day },
  '1d': { ms: day, back: 365 * day },
  all: { ms: null, back: null },
} as const

const mostBuckets = 20_000

const metricsQuery = z.object({
  ...rangeShape,
  ...filterShape,
  bucket: z.enum(['1m', '15m', '1h', '1d', 'all']).default('all'),
  groupBy,
})

export const metrics = new Hono<Env>().get('/api/metrics', need('read'), async (c) => {
  const { deps } = c.var
  const read = readQuery(c, metricsQuery)
  if (!read.ok) return fail(c, read.fault)
  const { bucket, groupBy: groups, ...filter } = read.query
  const now = deps.clock()
  const { ms, back } = buckets[bucket]
  const from = filter.from ?? (back === null ? undefined : (filter.to ?? now) - back)
  if (ms !== null && from !== undefined && ((filter.to ?? now + day) - from) / ms > mostBuckets)
    return fail(c, wrongShape([{ path: 'bucket', message: `more than ${mostBuckets} buckets: take a wider bucket or a shorter range` }]))
  // Attacks and tests never colour the headline, unless they are asked for or told apart.
  const source = filter.source ?? (groups.includes('source') ? undefined : 'production')
  const range = { ...filter, ...(from !== undefined && { from }), ...(source && { source }) }
  const [rows, { newestArrival }, latestRun] = await Promise.all([
    deps.logs.sums({ ...range, bucketMs: ms, groupBy: groups }),
    deps.logs.position(),
    deps.campaigns.latestFinished(),
  ])
  // A run's figures are of no bucket and no group.
  const stress = ms === null && groups.length === 0 ? stressFigures(latestRun) : {}
  // Drift is of the trailing day, so it is of no bucket either; its course is told by /api/drift/series.
  const driftOf = async (group: SumRow['group']) => {
    if (ms !== null) return {}
    const { route, model, source: from = source } = { ...range, ...group }
    const service = group.service ?? filter.service
    return driftFigures(
      await deps.drift.headline({
        ...(route !== undefined && { route }),
        ...(typeof model === 'string' && { model }),
        ...(service != null && { service }),
        ...(typeof from === 'string' && { source: from }),
      }),
    )
  }
  return c.json({
    rows: await Promise.all(
      rows
        .filter((row) => row.sums.count > 0)
        .map(async (row) => ({
          bucket: new Date(row.bucket).toISOString(),
          ...row.group,
          ...figures(row.sums, coveredSeconds(row, range, now)),
          ...(await driftOf(row.group)),
          ...stress,
        })),
    ),
    dataAgeSeconds: dataAge(newestArrival, now),
  })
})
