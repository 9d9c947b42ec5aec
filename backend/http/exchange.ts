import { Hono } from 'hono'
import { z } from 'zod'
import {
  type Cell,
  type ExportPage,
  exportTables,
  type Lease,
  type MetricRow,
  type RatioName,
  ratioNames,
  type SumName,
} from '../core/etl.ts'
import { sources } from '../core/log.ts'
import { sumFields } from '../core/summary.ts'
import { toTime } from '../ingest/time.ts'
import { need } from './auth.ts'
import { isEmpty, iso, running } from './dbt.ts'
import type { Env } from './deps.ts'
import { type Fault, fail } from './errors.ts'
import { jsonBody } from './json.ts'
import { readQuery, storable } from './query.ts'

const mostRows = 10_000
const usualRows = 5_000
const largestImport = 8 * 1024 * 1024

const lost: Fault = { status: 409, code: 'lease-lost', message: 'the run is no longer yours: claim again' }

/** As PostgreSQL's COPY writes CSV: null is nothing at all, '' is quoted. For programs, so a formula stays what it is. */
const cell = (value: Cell): string => {
  if (value === null) return ''
  if (typeof value === 'object') return `"{${value.join(',')}}"`
  if (typeof value !== 'string') return String(value)
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

const csv = ({ columns, rows }: ExportPage): string =>
  [columns.join(','), ...rows.map((row) => row.map(cell).join(','))].map((line) => `${line}\n`).join('')

const exportQuery = z.object({
  table: z.enum(exportTables).default('logs'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(mostRows).default(usualRows),
})

const id = z.string().min(1).max(200)
const leaseShape = { runId: id, owner: id }
const engine = z.enum(['dbt', 'embedded']).default('dbt')

const claimBody = z.union([
  z.strictObject(leaseShape),
  z.strictObject({
    engine,
    /** Also when none is due. */
    now: z.boolean().default(false),
  }),
])

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const name = z.string().max(200).refine(storable, 'has characters no log can have')
const ratio = z.number().min(0).nullable()
const bin = z.number().int().min(-2_147_483_648).max(2_147_483_647)
const quarterMs = 900_000

const bucket = z
  .union([z.number(), z.string()])
  .transform(toTime)
  .refine((ms) => Number.isSafeInteger(ms) && ms % quarterMs === 0, 'is not the start of a quarter-hour')

const sumNames: readonly SumName[] = sumFields.map((field) => (field === 'count' ? 'logCount' : field))

const metricRow = z.strictObject({
  bucket,
  model: name,
  service: name,
  route: name,
  source: z.enum(sources),
  ...(Object.fromEntries(sumNames.map((field) => [field, whole])) as Record<SumName, typeof whole>),
  latencyBins: z.array(bin).max(10_000),
  latencyCounts: z.array(bin).max(10_000),
  ...(Object.fromEntries(ratioNames.map((field) => [field, ratio])) as Record<RatioName, typeof ratio>),
}) satisfies z.ZodType<MetricRow>

const model = z.strictObject({ name: z.string().max(200), status: z.enum(['success', 'error', 'skipped']), rows: whole, ms: whole })
const reportShape = {
  rowsIn: whole,
  models: z.array(model).max(200),
  tests: z.strictObject({ passed: whole, failed: whole }),
}
const outcome = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('success'), ...reportShape }),
  z.strictObject({ status: z.literal('failed'), ...reportShape, error: z.string().min(1).max(1_000) }),
])

const importBody = z.strictObject({
  ...leaseShape,
  engine,
  rows: z.array(metricRow).max(mostRows).default([]),
  /** How the run ended; with it the run is over. */
  result: outcome.optional(),
})

/** For a worker that makes the marts of this host elsewhere: it claims a run, reads what is new, and gives the marts back. */
export const exchange = new Hono<Env>()
  .post('/api/dbt/claim', need('admin'), async (c) => {
    const read = isEmpty(c.req.raw) ? { ok: true as const, value: claimBody.parse({}) } : await jsonBody(c, claimBody)
    if (!read.ok) return fail(c, read.fault)
    const { etl } = c.var.deps
    if ('runId' in read.value) {
      const leaseUntil = await etl.renew(read.value)
      return leaseUntil === null ? fail(c, lost) : c.json({ ...read.value, leaseUntil: iso(leaseUntil) })
    }
    const claim = await etl.claim(read.value.engine, read.value.now ? 'now' : 'due')
    if (claim.status === 'busy') return fail(c, running)
    if (claim.status === 'idle') return c.json({ runId: null, nextAt: iso((await etl.store.state()).nextAt) })
    return c.json({ ...claim.lease, leaseUntil: iso(claim.leaseUntil) })
  })
  .get('/api/dbt/export', need('admin'), async (c) => {
    const read = readQuery(c, exportQuery)
    if (!read.ok) return fail(c, read.fault)
    const { table, cursor = null, limit } = read.query
    const page = await c.var.deps.etl.marts.page(table, cursor, limit)
    c.header('Content-Type', 'text/csv; charset=utf-8')
    if (page.nextCursor !== null) c.header('X-AICWD-Next-Cursor', encodeURIComponent(page.nextCursor))
    return c.body(csv(page))
  })
  .post('/api/dbt/import', need('admin'), async (c) => {
    const read = await jsonBody(c, importBody, largestImport)
    if (!read.ok) return fail(c, read.fault)
    const { runId, owner, engine: by, rows, result } = read.value
    const lease: Lease = { runId, owner }
    const { etl } = c.var.deps
    if (rows.length > 0 && !(await etl.marts.importRows(lease, rows))) return fail(c, lost)
    if (result !== undefined && !(await etl.complete(lease, by, result))) return fail(c, lost)
    return c.json({ imported: rows.length })
  })
