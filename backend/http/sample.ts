import { Hono } from 'hono'
import { sampleLogs } from '../ingest/sample.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { answerObserved } from './ingest.ts'

const seed = 1

/** Stores the project's sample logs, the way any other log is stored: measured, idempotent, removable by their session. */
export const sample = new Hono<Env>().post('/api/sample', need('admin'), async (c) =>
  answerObserved(c, await c.var.deps.observe(JSON.stringify(sampleLogs(c.var.deps.clock(), seed)), false)),
)
