import { Hono } from 'hono'
import type { Env } from './deps.ts'
import { fail, unavailable } from './errors.ts'

/** Whether the process lives, and whether it can store. Public. */
export const health = new Hono<Env>()
  .get('/healthz', (c) => c.json({ status: 'ok' }))
  .get('/readyz', async (c) => {
    try {
      await c.var.deps.logs.ready()
      return c.json({ status: 'ready' })
    } catch (error) {
      c.var.deps.report('warn', 'not ready', error)
      return fail(c, { ...unavailable, message: 'logs cannot be stored now' })
    }
  })
