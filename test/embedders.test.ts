import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fold, toVector } from '../backend/measure/embed/vector.ts'
import { readWords } from '../backend/measure/words.ts'
import { boundedFetch } from '../backend/node/boundedFetch.ts'
import { sharedEmbedder, tableEmbedder } from '../backend/node/embedder.ts'
import { createEmbeddings } from '../backend/providers/embeddings.ts'
import { type ChatServer, fault, sendJson } from './chatServer.ts'
import { embedderContract } from './embedderContract.ts'
import { answerEmbeddings, type EmbeddingCall, serverModel, startEmbeddingServer } from './embeddingServer.ts'

const key = 'sk-secret-key'
const over = (url: string, limitMs = 5_000) =>
  createEmbeddings({
    id: 'openai',
    model: serverModel,
    baseUrl: `${url}/v1`,
    apiKey: key,
    keyVariable: 'OPENAI_API_KEY',
    limitMs,
    fetch: boundedFetch,
  })

embedderContract('the built-in table', async () => ({ embedder: tableEmbedder, close: async () => {} }))
embedderContract('an OpenAI-compatible server', async () => {
  const server = await startEmbeddingServer()
  return { embedder: over(server.url), close: server.close }
})

const never = new AbortController().signal

describe('the built-in table, asked like the others', () => {
  it('says what ingest adds up, to the last digit', async () => {
    const texts = [
      'Boil the rice for ten minutes.',
      'The court dismissed the appeal of the tenant, and she paid.',
      '12',
      'Die Hauptstadt von Frankreich ist Paris. Sie liegt an der Seine und hat mehr als zwei Millionen Einwohner in vielen Vierteln.',
    ]
    const reply = await tableEmbedder.embed(texts, never)
    const own = texts.map((text) => sharedEmbedder().embed(readWords(text)))
    expect(reply.status === 'ok' && reply.vectors.map((vector) => vector && toVector(fold(vector)))).toEqual(own)
    expect(own[3]).toBeNull()
  })
})

describe('an endpoint', () => {
  let server: ChatServer
  beforeEach(async () => {
    server = await startEmbeddingServer()
  })
  afterEach(() => server.close())
  const ask = (texts = ['a text'], limitMs?: number) => over(server.url, limitMs).embed(texts, never)

  it('is asked in the protocol, with its key and a bound on each text', async () => {
    await ask(['x'.repeat(10_000), 'short'])
    expect(server.calls[0]).toMatchObject({
      path: '/v1/embeddings',
      authorization: `Bearer ${key}`,
      body: { model: serverModel, encoding_format: 'float' },
    })
    const call = server.calls[0]?.body as EmbeddingCall | undefined
    expect(call?.input.map(({ length }) => length)).toEqual([2_000, 5])
  })
  it.each<[number, string, RegExp]>([
    [400, 'refused', /does not take this request/],
    [401, 'away', /set OPENAI_API_KEY/],
    [404, 'away', /does not know this model/],
    [429, 'away', /slow down/],
    [500, 'away', /answered 500/],
  ])('that answers %i is told as %s', async (status, told, message) => {
    server.answer((_, response) => sendJson(response, status, fault(`slow down, ${key}`)))
    const reply = await ask()
    expect(reply).toMatchObject({ status: told, message: expect.stringMatching(message) })
    expect(JSON.stringify(reply)).not.toContain(key)
  })
  it('says when it wants to be asked again', async () => {
    server.answer((_, response) => sendJson(response, 429, fault('busy'), { 'retry-after': '7' }))
    expect(await ask()).toMatchObject({ status: 'away', retryAfterMs: 7_000 })
  })
  it('that is silent is slow, and one that is not there is away', async () => {
    server.answer(() => {})
    expect(await ask(['a'], 100)).toMatchObject({ status: 'slow' })
    await server.close()
    expect(await ask()).toMatchObject({ status: 'away', message: expect.stringMatching(/cannot be reached|lost/) })
  })
  it.each<[string, unknown]>([
    ['a web page', '<html>'],
    ['too few vectors', { data: [] }],
    [
      'vectors of two sizes',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 1, embedding: [1] },
        ],
      },
    ],
    [
      'one place twice',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
    ],
    [
      'a place there is not',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 5, embedding: [1] },
        ],
      },
    ],
  ])('that answers %s is away', async (_, body) => {
    server.answer((_, response) => sendJson(response, 200, body))
    expect(await ask(['a', 'b'])).toMatchObject({ status: 'away', message: expect.stringContaining('is the address right?') })
  })
  it('that leaves the one place out is away', async () => {
    server.answer((_, response) => sendJson(response, 200, { data: [{ index: 1, embedding: [1] }] }))
    expect(await ask(['a'])).toMatchObject({ status: 'away', message: expect.stringContaining('is the address right?') })
  })
  it('that answers without end is refused, not read into memory', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.end(`{"data":[${'0,'.repeat(3_000_000)}0]}`)
    })
    expect(await ask()).toMatchObject({ status: 'refused', message: expect.stringContaining('larger than 4 MiB') })
  })
  it('names the model that answered', async () => {
    server.answer(({ body }, response) => answerEmbeddings(response, body as unknown as EmbeddingCall, 'words-v2'))
    expect(await ask()).toMatchObject({ status: 'ok', by: 'words-v2/300' })
  })
})
