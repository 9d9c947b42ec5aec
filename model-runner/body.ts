import type { Context } from 'hono'
import type { z } from 'zod'
import { type Fault, wrongShape } from './errors.ts'

const largest = 4 * 1024 * 1024
/** Bytes of a body that is too large that are read and thrown away. */
const restBytes = 64 * 1024 * 1024

/**
 * The body as text, or null when it is too large, which is said after it has been read: an answer in the middle of a body is
 * lost to a client that closes after one request (RFC 9112, section 9.6), which gets a broken pipe in its place.
 */
const readText = async (body: ReadableStream<Uint8Array> | null): Promise<string | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size <= largest) chunks.push(chunk)
    else chunks.length = 0
    if (size > restBytes) break
  }
  return size > largest ? null : Buffer.concat(chunks).toString()
}

/** The body of a request in its shape, or what is wrong with it; `status` is for one that is JSON of another shape. */
export const readBody = async <T>(
  c: Context,
  schema: z.ZodType<T>,
  status: 400 | 422,
): Promise<{ ok: true; body: T } | { ok: false; fault: Fault }> => {
  const text = await readText(c.req.raw.body)
  if (text === null) return { ok: false, fault: { status: 413, code: 'too-large', message: 'the body is larger than 4 MiB' } }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, fault: { status: 400, code: 'not-json', message: 'the body is not JSON' } }
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? { ok: true, body: parsed.data } : { ok: false, fault: wrongShape(parsed.error, status) }
}
