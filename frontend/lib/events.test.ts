import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { delayOf, openStream, type ServerEvent, type StreamState, silenceMs } from './events.ts'

/** A server of events whose answers are written by hand. */
const server = () => {
  const calls: { headers: Record<string, string>; send: (text: string) => void; end: () => void; fail: () => void }[] = []
  let status = 200
  const get = (async (_: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) => {
    if (status !== 200) {
      calls.push({ headers, send: () => {}, end: () => {}, fail: () => {} })
      return new Response('{}', { status })
    }
    let out: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (given) => {
        out = given
      },
    })
    signal.addEventListener('abort', () => out.error(signal.reason))
    calls.push({
      headers,
      send: (text) => out.enqueue(new TextEncoder().encode(text)),
      end: () => out.close(),
      fail: () => out.error(new Error('connection reset')),
    })
    return new Response(body)
  }) as unknown as typeof fetch
  return {
    calls,
    get,
    answer: (next: number) => {
      status = next
    },
  }
}

const follow = ({ get }: { get: typeof fetch }) => {
  const events: ServerEvent[] = []
  const states: StreamState[] = []
  const close = openStream({
    url: '/stream',
    headers: { 'X-AICWD': '1' },
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    fetch: get,
    random: () => 0.5,
  })
  return { events, states, close, last: () => states.at(-1) }
}

const settle = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the stream of events', () => {
  it('hands on events, also when they come in pieces', async () => {
    const { calls, get } = server()
    const seen = follow({ get })
    await settle()
    calls[0]?.send('event: log\nid: 7\nda')
    calls[0]?.send('ta: {"a":1}\n\n: still here\n\n')
    await settle()
    expect(seen.events).toEqual([{ event: 'log', data: '{"a":1}' }])
    expect(seen.last()).toEqual({ status: 'open' })
    seen.close()
  })
  it('comes back with the last id after the line broke', async () => {
    const { calls, get } = server()
    const seen = follow({ get })
    await settle()
    calls[0]?.send('event: log\nid: 42\ndata: x\n\n')
    await settle()
    calls[0]?.fail()
    await settle()
    expect(seen.last()).toMatchObject({ status: 'lost', reason: 'connection reset' })
    expect(calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(600)
    expect(calls).toHaveLength(2)
    expect(calls[1]?.headers).toMatchObject({ 'Last-Event-ID': '42', 'X-AICWD': '1' })
    expect(seen.last()).toEqual({ status: 'open' })
    seen.close()
  })
  it('counts silence as a broken line, and a heartbeat as life', async () => {
    const { calls, get } = server()
    const seen = follow({ get })
    await settle()
    await vi.advanceTimersByTimeAsync(silenceMs - 1000)
    calls[0]?.send(': still here\n\n')
    await vi.advanceTimersByTimeAsync(silenceMs - 1000)
    expect(seen.last()).toEqual({ status: 'open' })
    await vi.advanceTimersByTimeAsync(1100)
    expect(seen.last()).toMatchObject({ status: 'lost', reason: 'nothing came for 30 s' })
    seen.close()
  })
  it('waits longer after each failure, and starts over once something came', async () => {
    const { calls, get, answer } = server()
    answer(503)
    const seen = follow({ get })
    await settle()
    for (const delay of [500, 1000, 2000]) {
      expect(seen.last()).toMatchObject({ status: 'lost', reason: 'the server answered 503' })
      const so = calls.length
      const left = (seen.last() as { retryAt: number }).retryAt - Date.now()
      expect(delay - left).toBeLessThan(10)
      await vi.advanceTimersByTimeAsync(left - 5)
      expect(calls).toHaveLength(so)
      await vi.advanceTimersByTimeAsync(6)
      expect(calls).toHaveLength(so + 1)
    }
    answer(200)
    await vi.advanceTimersByTimeAsync(4100)
    calls.at(-1)?.send(': hello\n\n')
    await settle()
    calls.at(-1)?.end()
    await settle()
    expect((seen.last() as { retryAt: number }).retryAt - Date.now()).toBeLessThanOrEqual(500)
    seen.close()
  })
  it('does not knock again where a key is wanted', async () => {
    const { calls, get, answer } = server()
    answer(401)
    const seen = follow({ get })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(calls).toHaveLength(1)
    expect(seen.last()).toEqual({ status: 'refused', code: 401 })
  })
  it('is silent after it was closed', async () => {
    const { calls, get } = server()
    const seen = follow({ get })
    await settle()
    seen.close()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(calls).toHaveLength(1)
    expect(seen.last()).toEqual({ status: 'open' })
  })
})

describe('the delay before the next try', () => {
  it('doubles from half a second to half a minute, spread by a fifth', () => {
    expect([1, 2, 3, 7, 50].map((failures) => delayOf(failures, 0.5))).toEqual([500, 1000, 2000, 30_000, 30_000])
    expect(delayOf(1, 0)).toBe(400)
    expect(delayOf(1, 1)).toBeCloseTo(600)
  })
})
