import { Hono } from 'hono'
import { z } from 'zod'
import type { Baseline } from '../core/drift.ts'
import type { RouteDrift } from '../flows/drift/rows.ts'
import { enoughBaseline } from '../measure/drift.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { type Fault, fail, wrongShape } from './errors.ts'
import { jsonBody } from './json.ts'
import { readQuery, storable, time } from './query.ts'

const hour = 3_600_000
const widths = { '1h': hour, '6h': 6 * hour, '1d': 24 * hour } as const
const windows = { '1h': hour, '6h': 6 * hour, '24h': 24 * hour, '7d': 7 * 24 * hour } as const
const mostBuckets = 2_000

const name = z.string().min(1).max(200)
const shared = { window: z.enum(['1h', '6h', '24h', '7d']).default('24h'), route: name.optional(), model: name.optional() }
const rowsQuery = z.object(shared)
const seriesQuery = z.object({ ...shared, from: time.optional(), to: time.optional(), bucket: z.enum(['1h', '6h', '1d']).default('1h') })

const iso = (ms: number): string => new Date(ms).toISOString()

const rowOut = (row: RouteDrift) => ({
  ...row,
  since: row.since === null ? null : iso(row.since),
  baseline: row.baseline && { from: iso(row.baseline.from), to: iso(row.baseline.to) },
})

const baselineOut = ({ route, model, state, embedder, from, to, createdAt, sums }: Baseline) => ({
  route,
  model,
  state,
  from: iso(from),
  to: iso(to),
  n: sums.count,
  embedder,
  createdAt: iso(createdAt),
})

const text = name.refine(storable, 'has characters no log can have')
const moment = z.union([z.string(), z.number()], 'is required: ISO 8601 or epoch milliseconds').transform(String).pipe(time)
const wish = z.strictObject({ route: text.optional(), model: text.optional(), from: moment, to: moment })

/** The request is a good one: there are just not enough logs yet. */
const tooFew = (answers: number, ofOneRoute: boolean): Fault => {
  const where = ofOneRoute || answers === 0 ? '' : ' on the route with the most'
  const message = `${answers} of ${enoughBaseline} answers of production lie in that range${where}: take a wider one`
  return { status: 422, code: 'invalid', message, issues: [{ path: 'from', message }] }
}

/** How far routes have moved from their baselines, and the baselines themselves (metrics §5). */
export const drift = new Hono<Env>()
  .get('/api/drift', need('read'), async (c) => {
    const read = readQuery(c, rowsQuery)
    if (!read.ok) return fail(c, read.fault)
    const { window, ...asked } = read.query
    const { drift, embedding } = c.var.deps
    const [rows, status] = await Promise.all([drift.rows(windows[window], asked, { texts: true }), embedding?.status() ?? null])
    return c.json({ rows: rows.map(rowOut), embedding: status })
  })
  .get('/api/drift/series', need('read'), async (c) => {
    const read = readQuery(c, seriesQuery)
    if (!read.ok) return fail(c, read.fault)
    const { window, bucket, from, to, ...asked } = read.query
    const end = Math.min(to ?? Number.POSITIVE_INFINITY, c.var.deps.clock() + 1)
    const start = from ?? end - 7 * 24 * hour
    if ((end - start) / widths[bucket] > mostBuckets)
      return fail(c, wrongShape([{ path: 'bucket', message: `more than ${mostBuckets} buckets: take a wider bucket or a shorter range` }]))
    const rows = await c.var.deps.drift.series({ ...asked, from: start, to: end, bucketMs: widths[bucket], windowMs: windows[window] })
    return c.json({ rows: rows.map((row) => ({ ...row, bucket: iso(row.bucket) })) })
  })
  .get('/api/baseline', need('read'), async (c) => c.json({ baselines: (await c.var.deps.drift.baselines()).map(baselineOut) }))
  .post('/api/baseline', need('admin'), async (c) => {
    const body = await jsonBody(c, wish)
    if (!body.ok) return fail(c, body.fault)
    const { from, to, route, model } = body.value
    if (from >= to) return fail(c, wrongShape([{ path: 'from', message: 'is not before `to`' }]))
    const { made, most } = await c.var.deps.drift.setBaseline({
      from,
      to,
      ...(route !== undefined && { route }),
      ...(model !== undefined && { model }),
    })
    if (made.length === 0) return fail(c, tooFew(most, route !== undefined))
    return c.json({ baselines: made.map((baseline) => ({ ...baselineOut(baseline), wordless: baseline.wordless })) }, 201)
  })
