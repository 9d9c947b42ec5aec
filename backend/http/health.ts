import { Hono } from 'hono'
import type { EtlPlan } from '../core/etl.ts'
import { martsAge } from './dbt.ts'
import type { Deps, Env } from './deps.ts'
import { fail, unavailable } from './errors.ts'

const rememberedMs = 1_000

/** Whether the process lives, and whether it can store. Public, so the database is asked once a second however often this is. */
export const createHealth = (): Hono<Env> => {
  let asked: { at: number; plan: Promise<EtlPlan> } | null = null
  /** Rejects when logs cannot be stored; else how the marts are, which are no reason not to be ready. */
  const ready = ({ logs, etl, clock }: Deps): Promise<EtlPlan> => {
    if (asked === null || clock() - asked.at >= rememberedMs) asked = { at: clock(), plan: logs.ready().then(() => etl.store.state()) }
    return asked.plan
  }
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      try {
        const plan = await ready(c.var.deps)
        return c.json({ status: 'ready', marts: { ageSeconds: martsAge(plan), failing: plan.failures > 0 } })
      } catch (error) {
        c.var.deps.report('warn', 'not ready', error)
        return fail(c, { ...unavailable, message: 'logs cannot be stored now' })
      }
    })
}
