import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { errorBody, failed } from './errors.ts'
import type { Place } from './runner.ts'

type Send = (data: unknown, event?: string) => void

/** Answers with a stream of events. Holds the place until the work ends, and ends the work when the reader leaves. */
export const streamed = (
  c: Context,
  place: Place,
  log: (error: unknown) => void,
  work: (send: Send, signal: AbortSignal) => Promise<void>,
): Response => {
  const left = new AbortController()
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => left.abort(new Error('the reader left')))
    const signal = AbortSignal.any([place.signal, left.signal])
    let written: Promise<void> = Promise.resolve()
    const write = (data: string, event?: string) => {
      written = written.then(() => stream.writeSSE({ data, ...(event && { event }) })).catch(() => {}) // the reader left
    }
    try {
      await work((data, event) => write(typeof data === 'string' ? data : JSON.stringify(data), event), signal)
    } catch (error) {
      if (!signal.aborted) log(error)
      write(JSON.stringify(errorBody(failed)))
    } finally {
      place.release()
    }
    await written
  })
}
