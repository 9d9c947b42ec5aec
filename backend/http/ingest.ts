import { type Context, Hono } from 'hono'
import type { Observed } from '../flows/observe.ts'
import { need } from './auth.ts'
import { bodyFault } from './bodyFault.ts'
import type { Env } from './deps.ts'
import { busy, type Fault, fail, unavailable, wrongShape } from './errors.ts'

/** Bytes after decompression. */
export const largestBody = 32 * 1024 * 1024

const tooMany: Fault = { status: 413, code: 'too-many', message: 'more than 10,000 logs: send them in parts' }

/** `json`, `ndjson`, or null for a type that is neither. */
export const bodyKind = (contentType: string | undefined): 'json' | 'ndjson' | null => {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  return type === 'application/x-ndjson' || type === 'application/ndjson' || type === 'application/jsonl' ? 'ndjson' : null
}

const faultOf = (observed: Exclude<Observed, { status: 'stored' }>): Fault => {
  switch (observed.status) {
    case 'none-good':
      return wrongShape(observed.issues, 'no log of this body can be stored')
    case 'not-json':
      return { status: 400, code: 'not-json', message: observed.message }
    case 'too-many':
      return tooMany
    case 'busy':
      return busy
    case 'unavailable':
      return unavailable
  }
}

/** Stores what a body holds and answers when it is durable. */
export const answerObserved = (c: Context<Env>, observed: Observed): Response => {
  if (observed.status === 'unavailable') c.var.deps.report('warn', `logs could not be stored: ${observed.reason}`)
  if (observed.status !== 'stored') return fail(c, faultOf(observed))
  c.var.deps.stream.wake()
  const { accepted, duplicates, rejected, ids } = observed
  return c.json({ accepted, duplicates, rejected, ids }, 202)
}

export const ingest = new Hono<Env>().post('/api/metrics/ingest', need('ingest'), async (c) => {
  const { deps } = c.var
  const kind = bodyKind(c.req.header('content-type'))
  if (kind === null)
    return fail(c, { status: 415, code: 'unsupported-type', message: 'send Content-Type: application/json or application/x-ndjson' })
  const body = await deps.readBody(c.req.raw, largestBody)
  if (!body.ok) return fail(c, bodyFault(body.why, '32 MiB'))
  return answerObserved(c, await deps.observe(body.text, kind === 'ndjson'))
})
