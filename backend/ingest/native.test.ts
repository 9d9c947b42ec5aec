import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../core/log.ts'
import { readLog } from './native.ts'

const receivedAt = Date.parse('2026-11-22T10:00:00Z')
let next = 0
const context = { receivedAt, newId: () => `new-${++next}` }
const least = { model: 'm', prompt: 'p', response: 'r' }

const read = (more: Record<string, unknown>): LogEntry => {
  const item = readLog({ ...least, ...more }, context)
  if (!item.ok) throw new Error(JSON.stringify(item.issues))
  return item.log
}
const issues = (value: unknown) => {
  const item = readLog(value, context)
  return item.ok ? [] : item.issues
}
const paths = (more: Record<string, unknown>) => issues({ ...least, ...more }).map(({ path }) => path)

describe('a log of the wire', () => {
  it('gets an id, the time it came and empty fields where it says nothing', () => {
    const log = read({})
    expect(log).toMatchObject({
      timestamp: receivedAt,
      source: 'production',
      status: 'ok',
      usage: null,
      messages: null,
      tags: {},
      route: null,
    })
    expect(log.id).toMatch(/^new-\d+$/)
    expect(log.id).not.toBe(read({}).id)
  })
  it('keeps every field of the contract', () => {
    const full = {
      id: '01J',
      timestamp: '2026-11-22T09:00:00.250Z',
      provider: 'groq',
      service: 'checkout',
      route: 'summarise',
      source: 'test',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }], name: 'x' }],
      reasoning: 'so',
      latencyMs: 812,
      timeToFirstTokenMs: 95,
      finishReason: 'stop',
      costUsd: 0.0001,
      sessionId: 's',
      userId: 'u',
      expected: 'e',
    }
    expect(read(full)).toMatchObject({ ...full, timestamp: receivedAt - 3_600_000 + 250 })
  })
  it('ignores what it does not know and takes null and empty names as absent', () => {
    const log = read({ colour: 'red', service: null, route: '', usage: null, tags: null, timestamp: null })
    expect(log).toMatchObject({ service: null, route: null, usage: null })
    expect(log).not.toHaveProperty('colour')
  })
  it('may be the short form', () => {
    expect(read({ tokens: 90, latency: 120.4 })).toMatchObject({ latencyMs: 120, usage: { totalTokens: 90, promptTokens: null } })
  })
  it('turns tags into text', () => {
    expect(read({ tags: { a: 1, b: true, c: 'x', d: null } }).tags).toEqual({ a: '1', b: 'true', c: 'x' })
  })
  it('needs no response when it failed, and has failed when it carries an error', () => {
    expect(issues({ model: 'm', prompt: 'p', status: 'error' })).toEqual([])
    expect(readLog({ model: 'm', prompt: 'p', error: 'timeout' }, context)).toMatchObject({
      log: { status: 'error', error: { type: null, message: 'timeout' } },
    })
  })
})

describe('what is wrong with a log is told by path', () => {
  it.each([
    [{ model: undefined }, 'model'],
    [{ model: '' }, 'model'],
    [{ model: 'm'.repeat(201) }, 'model'],
    [{ prompt: undefined }, 'prompt'],
    [{ response: undefined }, 'response'],
    [{ response: 5 }, 'response'],
    [{ source: 'dream' }, 'source'],
    [{ id: '' }, 'id'],
    [{ id: 'a\nb' }, 'id'],
    [{ id: 'x'.repeat(201) }, 'id'],
    [{ id: '😀'.repeat(101) }, 'id'],
    [{ id: '.' }, 'id'],
    [{ id: '..' }, 'id'],
    [{ id: 'deletions' }, 'id'],
    [{ usage: { promptTokens: -1 } }, 'usage.promptTokens'],
    [{ usage: { prompt_tokens: 1.5 } }, 'usage.prompt_tokens'],
    [{ usage: { completionTokens: 1e15 } }, 'usage.completionTokens'],
    [{ usage: { prompt_tokens_details: { cached_tokens: -4 } } }, 'usage.prompt_tokens_details.cached_tokens'],
    [{ latencyMs: -1 }, 'latencyMs'],
    [{ timestamp: '2090-01-01T00:00:00Z' }, 'timestamp'],
    [{ timestamp: '1969-12-31T23:59:59Z' }, 'timestamp'],
    [{ timestamp: 1_763_000_000 }, 'timestamp'],
    [{ timestamp: 'yesterday' }, 'timestamp'],
    [{ timestamp: '2026-02-30T10:00:00Z' }, 'timestamp'],
    [{ timestamp: {} }, 'timestamp'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ content: 'x' }] }, 'messages.0.role'],
    [{ tags: { a: {} } }, 'tags.a'],
    [{ costUsd: -0.1 }, 'costUsd'],
  ])('%j at %s', (more, path) => {
    expect(paths(more)).toEqual([path])
  })
  it.each([null, 5, 'log', [least]])('%j is no log', (value) =>
    expect(issues(value)).toEqual([{ path: '', message: 'a log is an object' }]),
  )
  it('in plain words', () => {
    expect(issues({ ...least, usage: { promptTokens: -1 } })).toEqual([{ path: 'usage.promptTokens', message: 'is negative' }])
    expect(issues({ prompt: 'p', response: 'r' })).toEqual([{ path: 'model', message: 'is required' }])
    expect(issues({ ...least, response: 5 })).toEqual([{ path: 'response', message: 'is not text' }])
    expect(issues({ ...least, source: 'x' })[0]?.message).toBe('is none of production, red_team, test')
  })
  it('says why an id cannot be had', () => {
    expect(issues({ ...least, id: '' })).toEqual([{ path: 'id', message: 'is not 1 to 200 printable characters' }])
    expect(issues({ ...least, id: '..' })[0]?.message).toMatch(/could not be asked for$/)
    for (const id of ['😀'.repeat(100), '...', 'a/b', 'Deletions', '%2e']) expect(read({ id }).id).toBe(id)
  })
  it('briefly, however much is wrong', () => {
    expect(issues({ ...least, messages: Array(5000).fill({ role: 5 }) }).length).toBeLessThanOrEqual(20)
  })
})

describe('times', () => {
  it.each([
    ['2026-11-22T10:00:00Z', 0],
    ['2026-11-22T12:00:00+02:00', 0],
    ['2026-11-22 10:00:00', 0],
    ['2026-11-22T10:00:00.123456789Z', 123],
    [receivedAt, 0],
    [String(receivedAt), 0],
    [receivedAt + 86_000_000, 86_000_000],
  ])('%s', (timestamp, after) => expect(read({ timestamp }).timestamp).toBe(receivedAt + after))
})

describe('texts no database keeps', () => {
  it('are repaired and said to be', () => {
    const item = readLog(
      { ...least, prompt: 'a\0b', response: 'x\uD800y', messages: [{ role: 'user', content: [{ text: '\uDC00' }], 'k\0': 1 }] },
      context,
    )
    expect(item).toMatchObject({
      ok: true,
      repaired: true,
      log: { prompt: 'a\uFFFDb', response: 'x\uFFFDy', messages: [{ content: [{ text: '\uFFFD' }], 'k\uFFFD': 1 }] },
    })
  })
  it('are left alone when whole', () =>
    expect(readLog({ ...least, prompt: '😀' }, context)).toMatchObject({ repaired: false, log: { prompt: '😀' } }))
  it('may be ten megabytes long', () => expect(read({ response: 'word '.repeat(2e6) }).response).toHaveLength(1e7))
  it('are refused when nested beyond measure', () => {
    const deep: unknown = JSON.parse(`${'[{"x":'.repeat(5000)}1${'}]'.repeat(5000)}`)
    expect(paths({ messages: [{ role: 'user', content: 'x', extra: deep }] })).toEqual([''])
  })
})
