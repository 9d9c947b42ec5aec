import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatReply, Provider } from '../backend/core/provider.ts'
import { boundedFetch } from '../backend/node/boundedFetch.ts'
import { createGroq } from '../backend/providers/groq.ts'
import { createOpenAi } from '../backend/providers/openai.ts'
import { createRunner } from '../backend/providers/runner.ts'
import { type Answerer, type ChatServer, completion, fault, sendJson, startChatServer } from './chatServer.ts'

const key = 'sk-secret-0123456789'
const limitMs = 600

/** What every provider that speaks the protocol does, over real HTTP and through its official client. */
const providerContract = (name: string, path: string, variable: string, open: (url: string) => Provider) =>
  describe(`${name}`, () => {
    let server: ChatServer
    let provider: Provider
    beforeAll(async () => {
      server = await startChatServer(() => {})
      provider = open(server.url)
    })
    afterAll(() => server.close())

    const ask = (answer: Answerer, signal = new AbortController().signal): Promise<ChatReply> => {
      server.answer(answer)
      return provider.chat(
        { model: 'a-model', messages: [{ role: 'user', content: 'Sky?' }], maxTokens: 64, temperature: 0, seed: 7 },
        signal,
      )
    }
    const askJson = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      ask((_, response) => sendJson(response, status, body, headers))

    it('asks with the key, the limit and the seed, and reads text, thought and disjoint usage', async () => {
      const usage = {
        prompt_tokens: 120,
        completion_tokens: 80,
        prompt_tokens_details: { cached_tokens: 100 },
        completion_tokens_details: { reasoning_tokens: 30 },
        queue_time: 0.01,
      }
      const reply = await askJson(200, completion({ text: 'Blue.', reasoning: 'Light scatters.', usage }))
      expect(reply).toMatchObject({
        status: 'ok',
        text: 'Blue.',
        reasoning: 'Light scatters.',
        finishReason: 'stop',
        limits: null,
        usage: { promptTokens: 120, completionTokens: 80, cachedTokens: 100, reasoningTokens: 30, accounting: 'inclusive' },
      })
      expect(server.calls.at(-1)).toMatchObject({
        path,
        authorization: `Bearer ${key}`,
        body: { model: 'a-model', max_tokens: 64, seed: 7, temperature: 0 },
      })
    })
    it('takes an answer without usage, and says that one was cut', async () => {
      const reply = await askJson(200, completion({ text: 'Bl', finish: 'length', usage: null }))
      expect(reply).toMatchObject({ status: 'ok', text: 'Bl', finishReason: 'length', usage: null })
    })
    it('measures the time of the call alone', async () => {
      const reply = await ask((_, response) => void setTimeout(() => sendJson(response, 200, completion()), 120))
      expect(reply).toMatchObject({ status: 'ok' })
      expect((reply as { latencyMs: number }).latencyMs).toBeGreaterThanOrEqual(115)
    })
    it('reads what is left of the limits', async () => {
      const before = Date.now()
      const reply = await askJson(200, completion(), {
        'x-ratelimit-limit-requests': '14400',
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-limit-tokens': '6000',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '850ms',
      })
      const { requests, tokens } = (reply as { limits: NonNullable<Extract<ChatReply, { status: 'ok' }>['limits']> }).limits
      expect(requests).toMatchObject({ limit: 14400, remaining: 14370 })
      expect((requests?.resetAt ?? 0) - before).toBeGreaterThanOrEqual(179_560)
      expect(tokens).toMatchObject({ limit: 6000, remaining: 0 })
      expect((tokens?.resetAt ?? 0) - before).toBeLessThan(1_900)
    })
    it('tries once: retries are the caller’s', async () => {
      const before = server.calls.length
      expect(await askJson(500, fault('boom'))).toMatchObject({ status: 'failed', again: true, billed: false })
      expect(server.calls.length - before).toBe(1)
    })

    it.each([401, 403])('a key that is refused with %d names the variable and never the key', async (status) => {
      const reply = await askJson(status, fault(`Incorrect API key provided: ${key}`, 'invalid_api_key'))
      expect(reply).toMatchObject({ status: 'rejected', reason: 'key' })
      expect((reply as { message: string }).message).toContain(variable)
      expect(JSON.stringify(reply)).not.toContain(key)
    })
    it('a 403 may be more than a wrong key: it is told in the words of the provider', async () => {
      const reply = await askJson(403, fault(`Country not supported for ${key}`, 'unsupported_country'))
      expect(reply).toMatchObject({ status: 'rejected', reason: 'key' })
      const { message } = reply as { message: string }
      expect(message).toContain('Country not supported for ***')
      expect(message).toMatch(/not allowed from here|permission/)
    })
    it('an unknown model and a request that is not taken are told apart', async () => {
      expect(await askJson(404, fault('The model `a-model` does not exist'))).toMatchObject({ status: 'rejected', reason: 'model' })
      expect(await askJson(400, fault('max_tokens is too large'))).toMatchObject({ status: 'rejected', reason: 'request' })
      expect(await askJson(413, fault('Request too large'))).toMatchObject({ status: 'rejected', reason: 'request' })
    })
    it('one that has moved is said with its address, and the key is not sent there', async () => {
      const reply = await askJson(308, {}, { location: 'https://elsewhere.example/v1' })
      expect(reply).toMatchObject({ status: 'rejected', reason: 'model' })
      expect((reply as { message: string }).message).toContain('https://elsewhere.example/v1')
    })
    it('asks for bodies as they are, and takes a status that is none for a failure', async () => {
      let encoding: unknown
      const reply = await ask((_, response, request) => {
        encoding = request.headers['accept-encoding']
        response.writeHead(799).end('{}')
      })
      expect(encoding).toBe('identity')
      expect(reply).toMatchObject({ status: 'failed', billed: false })
    })
    it('is limited as the headers say, or the words, or nobody says', async () => {
      expect(await askJson(429, fault('slow down'), { 'retry-after': '1.5' })).toMatchObject({
        status: 'limited',
        retryAfterMs: 1_500,
        daily: false,
      })
      expect(await askJson(429, fault('slow down'), { 'retry-after-ms': '70' })).toMatchObject({ retryAfterMs: 70 })
      const words = 'Rate limit reached on tokens per minute (TPM): Limit 6000, Used 5900, Requested 300. Please try again in 2.31s.'
      expect(await askJson(429, fault(words))).toMatchObject({ status: 'limited', retryAfterMs: 2_310, daily: false })
      expect(await askJson(429, fault('slow down'))).toMatchObject({ status: 'limited', retryAfterMs: null, daily: false })
      for (const odd of ['1.0005', '1e300', '99999999999999', '1.00051s']) {
        const { retryAfterMs } = (await askJson(429, fault('slow down'), { 'retry-after': odd })) as { retryAfterMs: number }
        expect(Number.isSafeInteger(retryAfterMs)).toBe(true)
        expect(Number.isNaN(new Date(Date.now() + retryAfterMs).getTime())).toBe(false)
      }
    })
    it('knows a quota of the day by its words, its code or its length', async () => {
      const words = 'Rate limit reached on tokens per day (TPD): Limit 100000. Please try again in 7m12.5s.'
      expect(await askJson(429, fault(words))).toMatchObject({ daily: true, retryAfterMs: 432_500 })
      expect(await askJson(429, fault('You exceeded your current quota', 'insufficient_quota'))).toMatchObject({ daily: true })
      expect(await askJson(429, fault('slow down'), { 'retry-after': '3600' })).toMatchObject({ daily: true, retryAfterMs: 3_600_000 })
    })
    it('one that is loading says when to come back', async () => {
      expect(await askJson(503, fault('loading'), { 'retry-after': '2' })).toMatchObject({ status: 'limited', retryAfterMs: 2_000 })
      expect(await askJson(503, fault('down'))).toMatchObject({ status: 'failed', again: true })
    })
    it('a content filter is told apart from an answer', async () => {
      const paid = { promptTokens: expect.any(Number), completionTokens: expect.any(Number) }
      expect(await askJson(200, completion({ text: null, finish: 'content_filter' }))).toMatchObject({ status: 'filtered', usage: paid })
      expect(await askJson(400, fault('filtered', 'content_filter'))).toMatchObject({ status: 'filtered', usage: null })
    })

    it.each<[string, Answerer, RegExp]>([
      ['a web page', (_, r) => void r.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Sign in</html>'), /web page/],
      ['JSON that is cut', (_, r) => void r.writeHead(200, { 'Content-Type': 'application/json' }).end('{"choices": [{"mess'), /not JSON/],
      ['no choice', (_, r) => sendJson(r, 200, { ...completion(), choices: [] }), /no choice/],
      ['something else', (_, r) => sendJson(r, 200, { hello: 'world' }), /no completion/],
      ['an empty body', (_, r) => void r.writeHead(200, { 'Content-Type': 'application/json' }).end(), /JSON|no completion/],
      [
        'a stream that is cut',
        (_, r) => {
          r.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' })
          r.write('{"choices"')
          setTimeout(() => r.destroy(), 20)
        },
        /connection was lost/,
      ],
      ['a connection that is cut', (_, __, request) => void request.socket.destroy(), /connection was lost/],
    ])('%s is a failure that may pass', async (_, answer, words) => {
      const reply = await ask(answer)
      expect(reply).toMatchObject({ status: 'failed', again: true })
      expect((reply as { message: string }).message).toMatch(words)
    })
    it.each([true, false])('an answer of 10 MB is not read (said beforehand: %s)', async (said) => {
      const body = JSON.stringify(completion({ text: 'x'.repeat(10_000_000) }))
      const reply = await ask((_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json', ...(said && { 'Content-Length': String(body.length) }) }).end(body)
      })
      expect(reply).toMatchObject({ status: 'failed', again: false })
      expect((reply as { message: string }).message).toMatch(/larger than/)
    })
    it('one that hangs fails at the time limit, and at once when the caller gives up', async () => {
      const began = performance.now()
      const reply = await ask(() => {})
      expect(reply).toMatchObject({ status: 'failed', again: true, billed: true })
      expect((reply as { message: string }).message).toMatch(/within 1 s/)
      expect(performance.now() - began).toBeLessThan(limitMs + 3_000)
      const again = performance.now()
      expect(await ask(() => {}, AbortSignal.timeout(50))).toMatchObject({ status: 'failed' })
      expect(performance.now() - again).toBeLessThan(limitMs / 2)
    }, 15_000)
    it('nobody there is a failure that says so', async () => {
      const gone = await startChatServer(() => {})
      await gone.close()
      const reply = await open(gone.url).chat(
        { model: 'm', messages: [{ role: 'user', content: 'x' }], maxTokens: 1 },
        new AbortController().signal,
      )
      expect(reply).toMatchObject({ status: 'failed', again: true, billed: false })
      expect((reply as { message: string }).message).toMatch(/cannot be reached/)
    })
  })

providerContract('groq, by groq-sdk', '/openai/v1/chat/completions', 'GROQ_API_KEY', (baseUrl) =>
  createGroq({ baseUrl, apiKey: key, limitMs, fetch: boundedFetch }),
)
providerContract('openai, by openai', '/v1/chat/completions', 'OPENAI_API_KEY', (url) =>
  createOpenAi({ id: 'openai', baseUrl: `${url}/v1`, apiKey: key, keyVariable: 'OPENAI_API_KEY', limitMs, fetch: boundedFetch }),
)

describe('the model runner', () => {
  it('is asked one at a time until it says how many slots it has', async () => {
    const down = createRunner('http://runner', null, () => Promise.reject(new Error('nobody is there')))
    const up = createRunner('http://runner', null, async () => Response.json({ status: 'ok', model: 'm', slots: 3 }))
    const atOnce = () => [down.atOnce?.(), up.atOnce?.()]
    expect(atOnce()).toEqual([1, 1])
    await Promise.all([down.state(), up.state()])
    expect(atOnce()).toEqual([1, 3])
  })
  it('is not charged with the time in its line, and no other server can take time off its latency', async () => {
    const server = await startChatServer(
      (_, response) =>
        void setTimeout(() => sendJson(response, 200, completion(), { 'server-timing': 'queue;dur=100, model;dur=20' }), 150),
    )
    const latencyOf = async (provider: Provider) => {
      const request = { model: 'm', messages: [{ role: 'user' as const, content: 'x' }], maxTokens: 1 }
      const reply = await provider.chat(request, new AbortController().signal)
      return 'latencyMs' in reply ? reply.latencyMs : Number.NaN
    }
    const runner = createRunner(server.url, null, boundedFetch).provider
    const other = createOpenAi({
      id: 'openai',
      baseUrl: `${server.url}/v1`,
      apiKey: key,
      keyVariable: 'OPENAI_API_KEY',
      fetch: boundedFetch,
    })
    await latencyOf(other) // connected
    const latencies = [await latencyOf(runner), await latencyOf(other)]
    await server.close()
    expect(latencies[1]).toBeGreaterThanOrEqual(148)
    expect(latencies[0]).toBeGreaterThanOrEqual(48)
    expect(latencies[0]).toBeLessThan(148)
  })
})
