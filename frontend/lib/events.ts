import { createParser } from 'eventsource-parser'

export interface ServerEvent {
  event: string
  data: string
}

export type StreamState =
  | { status: 'connecting' }
  | { status: 'open' }
  /** Nothing came for 30 s, or the line broke: it is tried again at `retryAt` (epoch ms). */
  | { status: 'lost'; retryAt: number; reason: string }
  /** The server wants a key: trying again would not help. */
  | { status: 'refused'; code: number }

export interface StreamOptions {
  url: string
  headers: Record<string, string>
  onEvent: (event: ServerEvent) => void
  onState: (state: StreamState) => void
  /** Handed in for tests. */
  fetch?: typeof fetch
  random?: () => number
}

export const silenceMs = 30_000
const firstDelayMs = 500
const longestDelayMs = 30_000

/** Milliseconds to wait before the next try: doubling from 0.5 s to 30 s, spread by ±20 % so that many pages do not come back at once. */
export const delayOf = (failures: number, random: number): number =>
  Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1)) * (0.8 + 0.4 * random)

class Silence extends Error {}

/** In words: browsers say "network error" or "Failed to fetch" for a line that broke or never stood. */
const reasonOf = (error: unknown): string =>
  error instanceof TypeError ? 'the server cannot be reached' : error instanceof Error ? error.message : String(error)

/**
 * Server-sent events through `fetch` (so that a key can be sent), with what a browser's EventSource leaves out: a watch for silence, a delay
 * that grows, an end when a key is wanted. Resumes by `Last-Event-ID`. Returns how to close it.
 */
export const openStream = ({ url, headers, onEvent, onState, fetch: get = fetch, random = Math.random }: StreamOptions): (() => void) => {
  let closed = false
  let lastId: string | null = null
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let cut = new AbortController()

  const listen = async (): Promise<void> => {
    cut = new AbortController()
    const watch = () => {
      clearTimeout(timer)
      timer = setTimeout(() => cut.abort(new Silence()), silenceMs)
    }
    watch()
    const response = await get(url, {
      headers: { ...headers, Accept: 'text/event-stream', ...(lastId !== null && { 'Last-Event-ID': lastId }) },
      signal: cut.signal,
      cache: 'no-store',
    })
    if (response.status === 401 || response.status === 403 || response.status === 422) {
      clearTimeout(timer)
      closed = true
      onState({ status: 'refused', code: response.status })
      return
    }
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`)
    onState({ status: 'open' })
    const parser = createParser({
      onEvent: ({ event = 'message', id, data }) => {
        if (id) lastId = id
        onEvent({ event, data })
      },
    })
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done || closed) return
      failures = 0
      watch()
      parser.feed(value)
    }
  }

  const run = async (): Promise<void> => {
    let reason = 'the connection was closed'
    try {
      await listen()
    } catch (error) {
      reason = cut.signal.reason instanceof Silence ? 'nothing came for 30 s' : reasonOf(error)
    }
    clearTimeout(timer)
    if (closed) return
    failures += 1
    const delay = delayOf(failures, random())
    onState({ status: 'lost', retryAt: Date.now() + delay, reason })
    timer = setTimeout(() => {
      if (closed) return
      onState({ status: 'connecting' })
      void run()
    }, delay)
  }

  onState({ status: 'connecting' })
  void run()
  return () => {
    closed = true
    clearTimeout(timer)
    cut.abort()
  }
}
