import { Hono } from 'hono'
import { z } from 'zod'
import type { EtlPlan, EtlRun } from '../core/etl.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { type Fault, fail } from './errors.ts'
import { jsonBody } from './json.ts'
import { limit, readQuery } from './query.ts'

export const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

const runOut = ({ startedAt, finishedAt, error, ...run }: EtlRun) => ({
  ...run,
  startedAt: iso(startedAt),
  finishedAt: iso(finishedAt),
  ...(error !== null && { error }),
})

/** Seconds since the marts held everything that was stored; null when they never did. */
export const martsAge = ({ freshAt, now }: EtlPlan): number | null =>
  freshAt === null ? null : Math.max(0, Math.round((now - freshAt) / 1000))

export const running: Fault = { status: 409, code: 'running', message: 'a refresh of the marts is running: see /api/dbt/status' }

const wish = z.strictObject({
  /** Every mart from scratch. */
  full: z.boolean().default(false),
})

/** A body is not asked for; one that is there must be right. */
export const isEmpty = ({ headers }: Request): boolean =>
  headers.get('content-length') === '0' || !['content-length', 'transfer-encoding', 'content-type'].some((name) => headers.has(name))

/** When the marts are refreshed, and the wish to do it now. */
export const dbt = new Hono<Env>()
  .get('/api/dbt/status', need('read'), async (c) => {
    const read = readQuery(c, z.object({ limit }))
    if (!read.ok) return fail(c, read.fault)
    const { store } = c.var.deps.etl
    const [plan, runs] = await Promise.all([store.state(), store.runs(read.query.limit)])
    return c.json({
      running: runs.some(({ status }) => status === 'running'),
      nextAt: iso(plan.nextAt),
      martsAgeSeconds: martsAge(plan),
      runs: runs.map(runOut),
    })
  })
  .post('/api/dbt/schedule', need('admin'), async (c) => {
    const read = isEmpty(c.req.raw) ? { ok: true as const, value: { full: false } } : await jsonBody(c, wish)
    if (!read.ok) return fail(c, read.fault)
    const scheduled = await c.var.deps.etl.schedule(read.value)
    return scheduled.status === 'busy' ? fail(c, running) : c.json({ runId: scheduled.runId }, 202)
  })
