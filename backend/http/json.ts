import type { Context } from 'hono'
import type { z } from 'zod'
import { bodyFault } from './bodyFault.ts'
import type { Env } from './deps.ts'
import { type Fault, issuesOf, wrongShape } from './errors.ts'

const usual = 64 * 1024

/** A small JSON body read against its schema. */
export const jsonBody = async <T>(
  c: Context<Env>,
  schema: z.ZodType<T>,
  largest = usual,
): Promise<{ ok: true; value: T } | { ok: false; fault: Fault }> => {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    return { ok: false, fault: { status: 415, code: 'unsupported-type', message: 'send Content-Type: application/json' } }
  const body = await c.var.deps.readBody(c.req.raw, largest)
  if (!body.ok)
    return { ok: false, fault: bodyFault(body.why, largest < 1024 * 1024 ? `${largest / 1024} KiB` : `${largest / 1024 / 1024} MiB`) }
  try {
    const parsed = schema.safeParse(JSON.parse(body.text))
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, fault: wrongShape(issuesOf(parsed.error)) }
  } catch {
    return { ok: false, fault: { status: 400, code: 'not-json', message: 'the body is not JSON' } }
  }
}
