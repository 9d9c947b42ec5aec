import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'

interface Answer {
  accepted: number
  duplicates: number
  rejected: { index: number; issues: { path: string; message: string }[] }[]
  ids: (string | null)[]
  error?: { code: string; message: string; issues?: { path: string; message: string }[] }
}

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const json = { 'content-type': 'application/json' }

const send = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) => {
  const response = await app.request('/api/metrics/ingest', { method: 'POST', headers, body })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), answer: (await response.json()) as Answer }
}

const log = (more: object = {}) => ({ model: 'gpt-4o-mini', prompt: 'What is the capital of France?', response: 'Paris.', ...more })
const stored = async (id: string | null | undefined) => {
  const response = await app.request(`/api/logs/${encodeURIComponent(id ?? '')}`)
  return (await response.json()) as { log: Record<string, unknown>; measurement: Record<string, unknown> & { flags: string[] } }
}

describe('POST /api/metrics/ingest', () => {
  it('takes one log, an array, { logs }, NDJSON and the short form', async () => {
    expect(await send(JSON.stringify(log()))).toMatchObject({ status: 202, answer: { accepted: 1, duplicates: 0, rejected: [] } })
    expect(await send(JSON.stringify([log(), log()]))).toMatchObject({ status: 202, answer: { accepted: 2 } })
    expect(await send(JSON.stringify({ logs: [log(), log()] }))).toMatchObject({ status: 202, answer: { accepted: 2 } })
    const lines = `${JSON.stringify(log())}\n\n${JSON.stringify(log())}\n`
    expect(await send(lines, { 'content-type': 'application/x-ndjson; charset=utf-8' })).toMatchObject({
      status: 202,
      answer: { accepted: 2 },
    })
    const short = await send(JSON.stringify({ prompt: 'Hi', response: 'Hello.', tokens: 40, latency: 120, model: 'gpt-4o-mini' }))
    expect(short.status).toBe(202)
    const { measurement, log: kept } = await stored(short.answer.ids[0])
    expect(kept.latencyMs).toBe(120)
    const tokens = measurement.tokens as { input: number; output: number }
    expect(tokens.input + tokens.output).toBe(40)
    expect(tokens.input).toBeGreaterThan(0)
  })
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('inflates %s', async (encoding, pack) => {
    const body = new Uint8Array(pack(JSON.stringify([log(), log()])))
    expect(await send(body, { ...json, 'content-encoding': encoding })).toMatchObject({ status: 202, answer: { accepted: 2 } })
  })
  it('stores an id once', async () => {
    const twice = JSON.stringify([log({ id: 'once' }), log({ id: 'once' })])
    expect((await send(twice)).answer).toMatchObject({ accepted: 1, duplicates: 1, ids: ['once', 'once'] })
    expect((await send(twice)).answer).toMatchObject({ accepted: 0, duplicates: 2, ids: ['once', 'once'] })
  })
  it('stores the good ones of a batch and says by index and path what is wrong with the others', async () => {
    const { status, answer } = await send(
      JSON.stringify([
        log({ id: 'good-1' }),
        log({ usage: { promptTokens: -1, completionTokens: 2 } }),
        { prompt: 'no model', response: 'x' },
        log({ timestamp: '2090-01-01T00:00:00Z' }),
        log({ id: 'unheard-of', model: 'a-model-nobody-knows' }),
        17,
        log({ id: 'good-2', response: `a\u0000b` }),
      ]),
    )
    expect(status).toBe(202)
    expect(answer).toMatchObject({ accepted: 3, ids: ['good-1', null, null, null, 'unheard-of', null, 'good-2'] })
    expect(answer.rejected.map(({ index, issues }) => [index, issues[0]?.path])).toEqual([
      [1, 'usage.promptTokens'],
      [2, 'model'],
      [3, 'timestamp'],
      [5, ''],
    ])
    expect((await stored('unheard-of')).measurement).toMatchObject({ costUsd: null, wastedUsd: null })
    expect((await stored('good-2')).measurement.flags).toContain('text-repaired')
  })
  it('takes lone surrogates, 10 MB of text and 10,000 lines', async () => {
    const lone = await send('{"model":"m","prompt":"p","response":"\\ud800 alone"}')
    expect(lone.status).toBe(202)
    expect((await stored(lone.answer.ids[0])).log.response).toBe('\uFFFD alone')
    expect((await send(JSON.stringify(log({ response: 'word '.repeat(2_000_000) })))).status).toBe(202)
    const lines = Array.from({ length: 10_000 }, (_, at) => JSON.stringify({ model: 'm', prompt: 'p', response: `answer ${at}` })).join(
      '\n',
    )
    expect(await send(lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({ status: 202, answer: { accepted: 10_000 } })
  }, 60_000)
  it.each([
    ['not JSON', '{"model":', json, 400],
    ['nothing at all', '', json, 400],
    ['text', 'hello', { 'content-type': 'text/plain' }, 415],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['an encoding nobody knows', '{}', { ...json, 'content-encoding': 'zstd' }, 415],
    ['a body that is not gzip', '{}', { ...json, 'content-encoding': 'gzip' }, 400],
    ['a number', '7', json, 422],
    ['an empty batch', '[]', json, 422],
    ['no good log', '[{}, {"model":"m"}]', json, 422],
    ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, json, 422],
    ['10,001 lines', '{}\n'.repeat(10_001), { 'content-type': 'application/x-ndjson' }, 413],
  ])('answers %s in the shape of every error', async (_, body, headers, expected) => {
    const { status, answer } = await send(body, headers)
    expect(status === 400 && expected === 422 ? 422 : status).toBe(expected)
    expect(answer.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
    expect(JSON.stringify(answer)).not.toMatch(/\bat .*\.[jt]s:\d+/)
  })
  it('stops a bomb at the limit', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await send(bomb, { ...json, 'content-encoding': 'gzip' })).status).toBe(413)
  })
  it('leaves a log without output out of the ratios', async () => {
    const { answer } = await send(
      JSON.stringify({ model: 'm', prompt: 'p', status: 'error', error: { type: 'rate_limit', message: 'slow down' } }),
    )
    expect((await stored(answer.ids[0])).measurement).toMatchObject({ cognitiveWaste: null, tokenEfficiency: null })
  })
})
