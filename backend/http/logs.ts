import { Hono } from 'hono'
import { z } from 'zod'
import { headOut } from '../flows/heads.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { fail, notFound } from './errors.ts'
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

const deleteQuery = z
  .object({ sessionId: z.string().min(1).max(200).optional(), userId: z.string().min(1).max(200).optional(), before: time.optional() })
  .refine((given) => Object.values(given).some((value) => value !== undefined), 'say which: sessionId, userId or before')

export const logs = new Hono<Env>()
  .get('/api/logs', need('read'), async (c) => {
    const read = readQuery(c, listQuery)
    if (!read.ok) return fail(c, read.fault)
    const page = await c.var.deps.logs.logs(read.query)
    return c.json({ logs: page.items.map(headOut), nextCursor: page.nextCursor })
  })
  .delete('/api/logs', need('admin'), (c) => {
    const read = readQuery(c, deleteQuery)
    if (!read.ok) return fail(c, read.fault)
    return c.json(deletionOut(c.var.deps.deletions.start(read.query)), 202)
  })
  .get('/api/logs/deletions', need('admin'), (c) => c.json({ deletions: c.var.deps.deletions.list().map(deletionOut) }))
  .get('/api/logs/:id', need('read'), async (c) => {
    const id = c.req.param('id')
    const found = id.length > 200 || !storable(id) ? null : await c.var.deps.logs.log(id)
    if (found === null) return fail(c, notFound('log with this id'))
    return c.json({ log: { ...found.log, timestamp: new Date(found.log.timestamp).toISOString() }, measurement: found.measurement })
  })

const deletionOut = <T extends { startedAt: number }>(deletion: T) => ({
  ...deletion,
  startedAt: new Date(deletion.startedAt).toISOString(),
})
