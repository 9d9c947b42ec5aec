import type { Context } from 'hono'
import type { z } from 'zod'
import { type Fault, wrongShape } from './errors.ts'

/** The body of a request in its shape, or what is wrong with it; `status` is for one that is JSON of another shape. */
export const readBody = async <T>(
  c: Context,
  schema: z.ZodType<T>,
  status: 400 | 422,
): Promise<{ ok: true; body: T } | { ok: false; fault: Fault }> => {
  let json: unknown
  try {
    json = JSON.parse(await c.req.text())
  } catch {
    return { ok: false, fault: { status: 400, code: 'not-json', message: 'the body is not JSON' } }
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? { ok: true, body: parsed.data } : { ok: false, fault: wrongShape(parsed.error, status) }
}
