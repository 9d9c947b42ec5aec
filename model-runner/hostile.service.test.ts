import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedRunner, startRunner } from '../test/runner.ts'

let runner: StartedRunner
beforeAll(async () => {
  runner = await startRunner()
})
afterAll(async () => {
  await runner.stop()
})

const paths = ['/generate', '/v1/chat/completions', '/v1/completions', '/v1/embeddings']
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${runner.url}${path}`, { method: 'POST', body, headers })

/** Over a connection that closes after one request, where an answer before the end of the body would be lost. */
const large = (body: string, headers: Record<string, string | number>): Promise<number | undefined> =>
  new Promise((done, fail) => {
    const asked = request(`${runner.url}/generate`, { method: 'POST', headers, agent: false }, ({ statusCode }) => {
      done(statusCode)
      asked.destroy()
    })
    asked.on('error', fail)
    asked.end(body)
  })

/** Values that a field might be given by somebody who does not mean well, or who does not know. */
const odd: unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  0.5,
  '',
  'x',
  '\u0000',
  '\ud800 lone',
  '</s><s>[INST]',
  '{{ m }}{% for %}',
  'é'.repeat(200),
  [],
  [[]],
  {},
  ['a', 1],
  [{ role: 'user' }],
  [{ role: 'user', content: 'hi' }],
  [{ role: 'tool', content: 'x' }],
  [{ role: 'assistant', content: 'once' }],
  [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  { __proto__: null, constructor: 1 },
]
const fields = ['prompt', 'messages', 'input', 'maxTokens', 'max_tokens', 'temperature', 'top_p', 'seed', 'stop', 'n', 'stream', 'model']

/** The same choices in every run. */
const createPick = (seed: number) => {
  let state = seed
  return <T>(from: readonly T[]): T => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return from[Math.floor((state / 4_294_967_296) * from.length)] as T
  }
}

const valid: Record<string, object> = {
  '/generate': { prompt: 'x', maxTokens: 2 },
  '/v1/chat/completions': { messages: [{ role: 'user', content: 'x' }], max_tokens: 2 },
  '/v1/completions': { prompt: 'x', max_tokens: 2 },
  '/v1/embeddings': { input: 'x' },
}

describe('bodies that are not what they should be', () => {
  it('get an answer that is never a 5xx: 600 of them', async () => {
    const pick = createPick(1)
    const statuses = new Map<number, number>()
    for (let round = 0; round < 50; round += 1)
      await Promise.all(
        Array.from({ length: 12 }, async (_, at) => {
          const path = paths[at % paths.length] ?? '/generate'
          const body = { ...valid[path], [pick(fields)]: pick(odd), ...(pick([true, false]) && { [pick(fields)]: pick(odd) }) }
          const text = JSON.stringify(body)
          const response = await post(path, pick([text, text, text, text.slice(0, -pick([1, 5, 9]))]))
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
          await response.text()
        }),
      )
    expect([...statuses.keys()].filter((status) => ![200, 400, 422].includes(status))).toEqual([])
    expect(statuses.get(200)).toBeGreaterThan(50)
    expect((statuses.get(400) ?? 0) + (statuses.get(422) ?? 0)).toBeGreaterThan(150)
  })
  it.each(paths)('are refused by %s with what is wrong', async (path) => {
    const wrong = path === '/generate' ? 422 : 400
    for (const [body, status] of [
      ['', 400],
      ['{', 400],
      ['[]', wrong],
      ['null', wrong],
      ['{}', wrong],
      [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, wrong],
      [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, wrong],
      ['\u0000', 400],
    ] as const) {
      const response = await post(path, body)
      expect([body.slice(0, 9), response.status]).toEqual([body.slice(0, 9), status])
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', message: expect.stringMatching(/\S/) } })
    }
    expect((await post(path, new Uint8Array([0xff, 0xfe, 0x00, 0x80]))).status).toBe(400)
  })
  it('larger than 4 MiB get 413, said or not', async () => {
    const body = JSON.stringify({ prompt: 'x'.repeat(5_000_000) })
    for (let round = 0; round < 20; round += 1) {
      expect(await large(body, { 'Content-Length': body.length })).toBe(413)
      expect(await large(body, { 'Transfer-Encoding': 'chunked' })).toBe(413)
    }
  })
  it('of many characters and few tokens to count do not keep others waiting', async () => {
    const began = performance.now()
    const [long] = await Promise.all([post('/generate', JSON.stringify({ prompt: 'a'.repeat(900_000) }))])
    expect([long.status, ((await long.json()) as { error: { code: string } }).error.code]).toEqual([400, 'context_length_exceeded'])
    expect(performance.now() - began).toBeLessThan(5_000)
  })
  it('cut off in the middle leave nothing behind', async () => {
    for (let at = 0; at < 20; at += 1)
      await new Promise<void>((done) => {
        const socket = connect(Number(new URL(runner.url).port), '127.0.0.1', () => {
          socket.write('POST /generate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"prompt":')
          setTimeout(() => socket.destroy(), 5)
        })
        socket.once('close', () => done())
      })
    const health = (await (await fetch(`${runner.url}/health`)).json()) as { running: number; queue: number }
    expect(health).toMatchObject({ running: 0, queue: 0 })
  })
  it('do not stop it from answering others', async () => {
    const response = await post('/generate', JSON.stringify({ prompt: 'still there', maxTokens: 3 }))
    expect(response.status).toBe(200)
    expect(runner.said()).not.toMatch(/Error|at .*\.js/)
  })
})
