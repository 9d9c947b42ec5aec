import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedRunner, startRunner } from '../test/runner.ts'

let runner: StartedRunner
const post = (path: string, body: unknown, init: RequestInit = {}) =>
  fetch(`${runner.url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init })
const health = async () => (await (await fetch(`${runner.url}/health`)).json()) as { status: string; running: number; queue: number }

const eventsOf = (text: string): EventSourceMessage[] => {
  const events: EventSourceMessage[] = []
  createParser({ onEvent: (event) => events.push(event) }).feed(text)
  return events
}

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return
    await new Promise((done) => setTimeout(done, 25))
  }
  throw new Error('it did not come to that')
}

beforeAll(async () => {
  runner = await startRunner({ env: { RUNNER_QUEUE: '2' } })
})
afterAll(async () => {
  await runner.stop()
})

/** Long enough that a test can act before it ends, on any machine. */
const long = { prompt: 'tell', maxTokens: 2_000 }

describe('POST /generate', () => {
  it('answers, and with the same seed the same', async () => {
    const ask = { prompt: 'hello there', maxTokens: 20, seed: 7 }
    const [first, second] = await Promise.all([post('/generate', ask), post('/generate', ask)])
    const answer = (await first.json()) as { text: string; latencyMs: number; tokens: { prompt: number } }
    expect(answer).toMatchObject({ tokens: { completion: 20 }, model: 'tiny', finishReason: 'length' })
    expect(answer.text.length).toBeGreaterThan(10)
    expect(answer.tokens.prompt).toBeGreaterThan('hello there'.length / 3)
    expect(answer.latencyMs).toBeGreaterThan(0)
    expect(((await second.json()) as { text: string }).text).toBe(answer.text)
    const other = (await (await post('/generate', { ...ask, seed: 8 })).json()) as { text: string }
    expect(other.text).not.toBe(answer.text)
  })
  it('streams the same text in pieces, then the rest of the answer', async () => {
    const ask = { prompt: 'hello there', maxTokens: 20, seed: 7 }
    const whole = (await (await post('/generate', ask)).json()) as { text: string; tokens: object }
    const streamed = await post('/generate', { ...ask, stream: true })
    expect(streamed.headers.get('content-type')).toContain('text/event-stream')
    const events = eventsOf(await streamed.text())
    expect(events.length).toBeGreaterThan(3)
    const pieces = events.slice(0, -1).map(({ data }) => (JSON.parse(data) as { text: string }).text)
    expect(pieces.join('')).toBe(whole.text)
    expect(events.at(-1)?.event).toBe('done')
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ tokens: whole.tokens, model: 'tiny', finishReason: 'length' })
  })
  it('ends before a word to stop at', async () => {
    const ask = { prompt: 'hello there', maxTokens: 50, temperature: 0 }
    const { text } = (await (await post('/generate', ask)).json()) as { text: string }
    const stop = text.slice(10, 14)
    const stopped = (await (await post('/generate', { ...ask, stop: [stop] })).json()) as { text: string }
    expect(stopped).toMatchObject({ finishReason: 'stop', text: text.slice(0, text.indexOf(stop)) })
  })
  it('says that a prompt is too long for the context, and ends an answer where the context does', async () => {
    const refused = await post('/generate', { prompt: 'x y '.repeat(5_000) })
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: expect.objectContaining({ code: 'context_length_exceeded', message: expect.stringContaining('2048') }) },
    ])
    const ended = (await (await post('/generate', { prompt: 'x '.repeat(1_000), maxTokens: 5_000 })).json()) as {
      finishReason: string
      tokens: { prompt: number; completion: number }
    }
    expect(ended.finishReason).toBe('length')
    expect(ended.tokens.prompt + ended.tokens.completion).toBeLessThanOrEqual(2_048)
    expect(ended.tokens.prompt + ended.tokens.completion).toBeGreaterThan(2_000)
  })
})

describe('a prompt that nearly fills the context', () => {
  const filling = (first: string, words: number) => `${first} ${'x '.repeat(words)}`
  it.each([
    ['/generate', (prompt: string) => ({ prompt, seed: 5 })],
    ['/v1/completions', (prompt: string) => ({ prompt, seed: 5 })],
  ])('is read from its beginning on: %s', async (path, body) => {
    const textOf = async (prompt: string) =>
      (await (await post(path, body(prompt))).json()) as { text?: string; choices?: [{ text: string }] }
    const answers = await Promise.all([filling('tell '.repeat(12), 1_940), filling('uuuu '.repeat(12), 1_940)].map(textOf))
    const [one, other] = answers.map(({ text, choices }) => text ?? choices?.[0].text)
    expect(one?.length).toBeGreaterThan(60)
    expect(one?.slice(0, 60)).not.toBe(other?.slice(0, 60))
  })
  it('is refused rather than cut', async () => {
    const statuses = new Set<number>()
    for (let words = 2_010; words < 2_050; words += 3) {
      const answer = await post('/generate', { prompt: filling('tell', words), maxTokens: 1 })
      const { tokens } = (await answer.json()) as { tokens?: { prompt: number } }
      if (tokens !== undefined) expect(tokens.prompt).toBeGreaterThan(words)
      statuses.add(answer.status)
    }
    expect([...statuses].sort()).toEqual([200, 400])
  })
  it('is given up when the client leaves, long before it is read', async () => {
    const leave = new AbortController()
    const gone = post('/generate', { prompt: filling('tell', 1_960), maxTokens: 60 }, { signal: leave.signal }).catch(() => null)
    await until(async () => (await health()).running === 1)
    leave.abort()
    await gone
    await until(async () => (await health()).running === 0)
  })
})

describe('the queue', () => {
  it('refuses with 503 and Retry-After when it is full, and takes up again when there is room', async () => {
    const leave = new AbortController()
    const running = [1, 2, 3].map(() => post('/generate', long, { signal: leave.signal }).catch(() => null))
    await until(async () => (await health()).queue === 2)
    const refused = await post('/generate', { prompt: 'me too', maxTokens: 1 })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await refused.json()).toMatchObject({ error: { code: 'queue_full', type: 'server_error' } })
    leave.abort()
    await Promise.all(running)
    await until(async () => (await health()).running === 0)
    expect((await post('/generate', { prompt: 'me too', maxTokens: 1 })).status).toBe(200)
  })
  it.each([
    ['/generate', long],
    ['/generate', { ...long, stream: true }],
    ['/v1/chat/completions', { messages: [{ role: 'user', content: 'tell' }], max_tokens: 2_000, stream: true }],
    ['/v1/completions', { prompt: 'tell', max_tokens: 2_000 }],
  ])('frees the slot of a client that left: %s %j', async (path, body) => {
    const leave = new AbortController()
    const gone = post(path, body, { signal: leave.signal })
      .then((response) => response.text())
      .catch(() => null)
    await until(async () => (await health()).running === 1)
    const left = performance.now()
    leave.abort()
    await gone
    await until(async () => (await health()).running === 0)
    const freedMs = performance.now() - left
    const whole = performance.now()
    await post('/generate', { prompt: 'tell', maxTokens: 2_000 })
    expect(freedMs).toBeLessThan(performance.now() - whole)
  })
})

describe('other requests', () => {
  it('GET /health says what runs', async () => {
    expect(await health()).toEqual({
      status: 'ok',
      model: 'tiny',
      quantization: 'F32',
      contextSize: 2_048,
      chatTemplate: true,
      queue: 0,
      running: 0,
      slots: 1,
      queueLimit: 2,
      stopping: false,
    })
  })
  it.each([
    [{ Origin: 'https://evil.example' }, 'wrong_origin'],
    [{ Host: 'evil.example:8000' }, 'wrong_host'],
  ])('of another page are refused: %j', async (headers, code) => {
    const { request } = await import('node:http')
    const answer = await new Promise<{ status?: number; text: string }>((done, fail) => {
      const asked = request(`${runner.url}/generate`, { method: 'POST', headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () => done({ status: response.statusCode, text }))
      })
      asked.on('error', fail)
      asked.end('{"prompt":"x"}')
    })
    expect(answer.status).toBe(403)
    expect(answer.text).toContain(code)
  })
  it('get 404 in the one shape of every error', async () => {
    const answer = await fetch(`${runner.url}/nothing`)
    expect([answer.status, await answer.json()]).toEqual([404, { error: expect.objectContaining({ code: 'not-found', param: null }) }])
  })
})
