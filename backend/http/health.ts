import { Hono } from 'hono'
import type { Deps, Env } from './deps.ts'
import { fail, unavailable } from './errors.ts'

const rememberedMs = 1_000

/** Whether the process lives, and whether it can store. Public, so the database is asked once a second however often this is. */
export const createHealth = (): Hono<Env> => {
  let asked = { at: Number.NEGATIVE_INFINITY, ready: Promise.resolve() }
  const ready = ({ logs, clock }: Deps): Promise<void> => {
    if (clock() - asked.at >= rememberedMs) asked = { at: clock(), ready: logs.ready() }
    return asked.ready
  }
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      try {
        await ready(c.var.deps)
        return c.json({ status: 'ready' })
      } catch (error) {
        c.var.deps.report('warn', 'not ready', error)
        return fail(c, { ...unavailable, message: 'logs cannot be stored now' })
      }
    })
}
