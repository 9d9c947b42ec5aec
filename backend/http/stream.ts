import { Hono } from 'hono'
import { z } from 'zod'
import type { Sink } from '../flows/stream.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { fail } from './errors.ts'
import { filterShape, readQuery } from './query.ts'

const streamQuery = z.object({ window: z.enum(['5m', '1h', '24h']).default('5m'), ...filterShape })

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

/** Bytes waiting for a reader before it counts as slow. */
const bufferBytes = 64 * 1024

const joined = (pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** A sink over a web stream, for hosts without their own. */
const webSink = (closed: () => void): { sink: Sink; body: ReadableStream<Uint8Array<ArrayBuffer>> } => {
  let ended = false
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start: (given) => {
        controller = given
      },
      cancel: () => {
        ended = true
        closed()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  )
  const sink: Sink = {
    write: (bytes) => {
      if (ended || (controller.desiredSize ?? 0) <= 0) return false
      controller.enqueue(bytes.slice())
      return true
    },
    end: () => {
      if (!ended) controller.close()
      ended = true
    },
    abort: () => {
      if (!ended) controller.error(new Error('too slow'))
      ended = true
    },
  }
  return { sink, body }
}

export const stream = new Hono<Env>().get('/api/metrics/stream', need('read'), async (c) => {
  const read = readQuery(c, streamQuery)
  if (!read.ok) return fail(c, read.fault)
  const { window, ...filter } = read.query
  if (c.req.method === 'HEAD') return c.body(null, 200, headers)
  const { deps } = c.var
  let leave: (() => void) | null = null
  let gone = false
  const closed = () => {
    gone = true
    leave?.()
  }
  // Events wait here until the client has joined: a fault of joining is still an answer with a status.
  let early: Uint8Array<ArrayBuffer>[] | null = []
  let target: Sink | null = null
  const sink: Sink = {
    write: (bytes) => {
      if (target !== null) return target.write(bytes)
      early?.push(bytes)
      return true
    },
    end: () => target?.end(),
    abort: () => target?.abort(),
  }
  const lastEventId = c.req.header('last-event-id') || null
  leave = await deps.stream.join({ filter: { source: 'production', ...filter }, window, lastEventId, sink })
  if (leave === null) return fail(c, { status: 503, code: 'too-many-readers', message: 'too many streams are open', retryAfter: 10 })
  const sent = { ...headers, ...Object.fromEntries(c.res.headers.entries()) }
  const opened = deps.events?.({ ...sent, ...headers }, closed)
  const web = opened === undefined ? webSink(closed) : null
  target = opened?.sink ?? web?.sink ?? null
  target?.write(joined(early)) // in one piece: what a returning reader missed is never too much
  early = null
  if (gone) leave()
  if (opened !== undefined) return opened.response
  return web === null ? c.body(null) : c.body(web.body, 200, headers)
})
