import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Campaign } from '../core/campaign.ts'
import { summaryOf } from '../flows/stress/scoring.ts'
import { statusOf } from '../flows/stress/status.ts'
import type { Moved } from '../flows/stress/stress.ts'
import { strategies } from '../redteam/strategies/index.ts'
import { need } from './auth.ts'
import type { Deps, Env } from './deps.ts'
import { busy, fail, notFound } from './errors.ts'
import { jsonBody } from './json.ts'
import { limit, readQuery, storable } from './query.ts'
import { findingOut, noTarget, overrideSchema, runIdSchema, runOut, wishOf, wishSchema } from './redTeamShape.ts'
import { resultsFile } from './resultsFile.ts'

const runId = z.string().max(100).optional()
const resultsQuery = z.object({
  runId,
  format: z.enum(['json', 'csv', 'html']).default('json'),
  order: z.enum(['made', 'worst']).optional(),
  cursor: z.string().max(50).optional(),
  limit: limit.or(z.literal('all')),
})
const read = need('read', 'red-team')

const targetsOf = async ({ redTeam }: Deps) =>
  (
    await Promise.all(
      redTeam.vendors.all.map(async (vendor) => {
        const { missing, models } = await vendor.state()
        const ids = vendor.isPractice ? ['practice'] : models.length > 0 ? models.map((model) => `${vendor.id}:${model}`) : [vendor.id]
        return ids.map((id) => ({
          id,
          label: vendor.isPractice || models.length === 0 ? vendor.title : `${vendor.title}: ${id.slice(vendor.id.length + 1)}`,
          available: missing === null,
          missing,
        }))
      }),
    )
  ).flat()

/** The run that was asked for, or the latest. */
const runOfQuery = async ({ campaigns }: Deps, id: string | undefined) =>
  id === undefined ? ((await campaigns.runs(1))[0] ?? null) : campaigns.run(id)

const told = (c: Context<Env>, run: Campaign) => statusOf(run, c.var.deps.clock(), c.var.deps.begun.get(run.runId))

const movedOut = (c: Context<Env>, moved: Moved, how: string): Response => {
  if (moved.status === 'unknown') return fail(c, notFound('run with this id'))
  if (moved.status === 'refused')
    return fail(c, { status: 409, code: 'conflict', message: `the run is ${moved.run.status}: it cannot be ${how}` })
  return c.json(told(c, moved.run))
}

const moving = (how: 'pause' | 'resume' | 'stop', words: string) => async (c: Context<Env>) => {
  const body = await jsonBody(c, runIdSchema)
  if (!body.ok) return fail(c, body.fault)
  return movedOut(c, await c.var.deps.stress[how](body.value.runId), words)
}

export const redTeam = new Hono<Env>()
  .get('/api/red-team/options', read, async (c) => {
    const { redTeam: own } = c.var.deps
    return c.json({
      targets: await targetsOf(c.var.deps),
      strategies: strategies.all.map(({ id, title, family, owasp, description }) => ({ id, title, family, owasp, description })),
      defaults: own.defaults,
      caps: own.caps,
    })
  })
  .post('/api/red-team/estimate', read, async (c) => {
    const body = await jsonBody(c, wishSchema)
    if (!body.ok) return fail(c, body.fault)
    const wish = wishOf(body.value, c.var.deps.redTeam.defaults)
    const estimated = await c.var.deps.stress.estimate(wish)
    if (estimated.status !== 'planned') return fail(c, noTarget(wish.target, estimated))
    return c.json({ estimate: estimated.estimate, missing: estimated.missing })
  })
  .post('/api/red-team/start', need('red-team'), async (c) => {
    const body = await jsonBody(c, wishSchema)
    if (!body.ok) return fail(c, body.fault)
    const wish = wishOf(body.value, c.var.deps.redTeam.defaults)
    const started = await c.var.deps.stress.start(wish)
    if (started.status === 'busy') return fail(c, { ...busy, message: 'too many runs are under way: stop one, or wait', retryAfter: 60 })
    if (started.status !== 'started') return fail(c, noTarget(wish.target, started))
    return c.json({ runId: started.runId, estimate: started.estimate }, 202)
  })
  .post('/api/red-team/pause', need('red-team'), moving('pause', 'paused'))
  .post('/api/red-team/resume', need('red-team'), moving('resume', 'resumed'))
  .post('/api/red-team/stop', need('red-team'), moving('stop', 'stopped'))
  .get('/api/red-team/status', read, async (c) => {
    const query = readQuery(c, z.object({ runId }))
    if (!query.ok) return fail(c, query.fault)
    const run = await runOfQuery(c.var.deps, query.query.runId)
    if (run !== null) return c.json(told(c, run))
    return query.query.runId === undefined ? c.json({ status: 'none' }) : fail(c, notFound('run with this id'))
  })
  .get('/api/red-team/runs', read, async (c) => {
    const query = readQuery(c, z.object({ limit }))
    if (!query.ok) return fail(c, query.fault)
    const { campaigns, begun, clock } = c.var.deps
    const runs = await campaigns.runs(query.query.limit)
    return c.json({ runs: runs.map((run) => runOut(run, clock(), begun.get(run.runId))) })
  })
  .get('/api/red-team/results', read, async (c) => {
    const query = readQuery(c, resultsQuery)
    if (!query.ok) return fail(c, query.fault)
    const { campaigns, begun, clock } = c.var.deps
    const { format, cursor, limit: most, order } = query.query
    const run = await runOfQuery(c.var.deps, query.query.runId)
    if (run === null) return fail(c, notFound(query.query.runId === undefined ? 'run yet' : 'run with this id'))
    if (format !== 'json' || most === 'all') return resultsFile(c, run, format, order)
    const [summary, page] = await Promise.all([summaryOf(campaigns, run.runId), campaigns.findings(run.runId, cursor ?? null, most, order)])
    return c.json({
      runId: run.runId,
      run: runOut(run, clock(), begun.get(run.runId)),
      summary,
      findings: page.items.map(findingOut),
      nextCursor: page.nextCursor,
    })
  })
  .patch('/api/red-team/findings/:id', need('red-team'), async (c) => {
    const body = await jsonBody(c, overrideSchema)
    if (!body.ok) return fail(c, body.fault)
    const { stress, campaigns } = c.var.deps
    const id = c.req.param('id')
    if (!storable(id) || !(await stress.override(id, { ...body.value, by: c.var.who }))) return fail(c, notFound('finding with this id'))
    const finding = await campaigns.finding(id)
    return finding === null ? fail(c, notFound('finding with this id')) : c.json(findingOut(finding))
  })
