import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, urlOf } from './api.ts'

const here = { base: '', key: null }
const answers = (response: Response | Error) => {
  const get = vi.fn(async (_url: string, _init: RequestInit) => {
    if (response instanceof Error) throw response
    return response
  })
  vi.stubGlobal('fetch', get)
  return get
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('calling the server', () => {
  it('leaves out what is not asked', () => {
    expect(urlOf('http://x', '/api/logs', { model: 'a b', route: undefined, q: '', limit: 5 })).toBe('http://x/api/logs?model=a+b&limit=5')
    expect(urlOf('', '/api/logs')).toBe('/api/logs')
  })
  it('sends a key only where there is one, and always says it is the page', async () => {
    const get = answers(Response.json({ ok: 1 }))
    await call({ base: 'https://x', key: 'aicwd_k' }, '/api/metrics')
    expect(get.mock.calls[0]?.[1].headers).toEqual({ 'X-AICWD': '1', Authorization: 'Bearer aicwd_k' })
    expect(get.mock.calls[0]?.[1].credentials).toBe('omit')
  })
  it('gives faults as values: of our shape, of a proxy, of a line that is dead', async () => {
    answers(Response.json({ error: { code: 'busy', message: 'wait' } }, { status: 429, headers: { 'Retry-After': '3' } }))
    expect(await call(here, '/x')).toEqual({ ok: false, fault: { status: 429, code: 'busy', message: 'wait', retryAfter: 3 } })
    answers(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(await call(here, '/x')).toMatchObject({ ok: false, fault: { status: 502, message: 'the server answered 502' } })
    answers(new TypeError('Failed to fetch'))
    expect(await call(here, '/x')).toMatchObject({ ok: false, fault: { status: 0 } })
  })
})
