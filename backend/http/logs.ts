import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Deletion } from '../core/deletion.ts'
import { idProblem } from '../core/id.ts'
import { headOut } from '../flows/heads.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { fail, notFound, wrongShape } from './errors.ts'
import { filterShape, limit, rangeShape, readQuery, status, storable, time } from './query.ts'

const listQuery = z.object({
  ...rangeShape,
  ...filterShape,
  status,
  minWaste: z.string().transform(Number).pipe(z.number().finite().min(0)).optional(),
  q: z.string().max(500).optional(),
  sessionId: z.string().max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit,
})

const deleteQuery = z.object({
  sessionId: z.string().min(1).max(200).optional(),
  userId: z.string().min(1).max(200).optional(),
  before: time.optional(),
})

/** What to delete must be said in full: an empty value is most likely a variable that was not set, and would delete more than was meant. */
const readDeletion = (c: Context<Env>) => {
  const empty = Object.entries(c.req.query()).find(([, value]) => value === '')
  if (empty !== undefined) return { ok: false as const, fault: wrongShape([{ path: empty[0], message: 'is empty' }], 'a bad query') }
  if (Object.keys(c.req.query()).length === 0)
    return { ok: false as const, fault: wrongShape([{ path: '', message: 'say which: sessionId, userId or before' }], 'a bad query') }
  return readQuery(c, deleteQuery)
}

export const logs = new Hono<Env>()
  .get('/api/logs', need('read'), async (c) => {
    const read = readQuery(c, listQuery)
    if (!read.ok) return fail(c, read.fault)
    const page = await c.var.deps.logs.logs(read.query)
    return c.json({ logs: page.items.map(headOut), nextCursor: page.nextCursor })
  })
  .delete('/api/logs', need('admin'), async (c) => {
    const read = readDeletion(c)
    if (!read.ok) return fail(c, read.fault)
    return c.json(deletionOut(await c.var.deps.deletions.start(read.query)), 202)
  })
  .get('/api/logs/deletions', need('admin'), async (c) => c.json({ deletions: (await c.var.deps.deletions.list()).map(deletionOut) }))
  .get('/api/logs/:id', need('read'), async (c) => {
    const id = c.req.param('id')
    const found = idProblem(id) !== null || !storable(id) ? null : await c.var.deps.logs.log(id)
    if (found === null) return fail(c, notFound('log with this id'))
    return c.json({ log: { ...found.log, timestamp: new Date(found.log.timestamp).toISOString() }, measurement: found.measurement })
  })

const iso = (ms: number) => new Date(ms).toISOString()

const deletionOut = ({ filter: { before, ...filter }, startedAt, ...deletion }: Deletion) => ({
  ...deletion,
  filter: { ...filter, ...(before !== undefined && { before: iso(before) }) },
  startedAt: iso(startedAt),
})
