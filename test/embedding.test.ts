import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Embedder } from '../backend/core/embedder.ts'
import { createEmbedding } from '../backend/flows/embed/embedding.ts'
import { boundedFetch } from '../backend/node/boundedFetch.ts'
import { tableEmbedder } from '../backend/node/embedder.ts'
import { pause } from '../backend/node/pause.ts'
import { createEmbeddings } from '../backend/providers/embeddings.ts'
import { createDriftStore } from '../backend/store/postgres/driftStore.ts'
import { createEmbedderStore } from '../backend/store/postgres/embedderStore.ts'
import { createLogStore } from '../backend/store/postgres/logStore.ts'
import { openTestApp, type TestApp } from './app.ts'
import { type ChatServer, fault, sendJson } from './chatServer.ts'
import { answerEmbeddings, type EmbeddingCall, serverModel, startEmbeddingServer } from './embeddingServer.ts'

const now = Date.parse('2026-11-25T12:30:00Z')
const hour = 3_600_000
const id = `openai:${serverModel}`

let server: ChatServer
let app: TestApp
beforeEach(async () => {
  server = await startEmbeddingServer()
  app = await openTestApp({ now, embedder: embedder() })
})
afterEach(async () => {
  await app.close()
  await server.close()
})

const embedder = () =>
  createEmbeddings({ id: 'openai', model: serverModel, baseUrl: `${server.url}/v1`, apiKey: null, keyVariable: null, fetch: boundedFetch })

const gardens = ['roses', 'beans', 'apples', 'tulips', 'herbs', 'onions', 'pears', 'ferns']
const engines = ['pistons', 'brakes', 'gears', 'valves', 'pumps', 'clutches', 'turbines', 'bearings']
const garden = (n: number) => `Plant the ${gardens[n % 8]} in loose soil in spring and water the ${gardens[(n * 3) % 8]} every few days.`
const engine = (n: number) => `Torque the bolts of the ${engines[n % 8]} and inspect the ${engines[(n * 5) % 8]} for metal wear.`

const send = async (count: number, from: number, at: number, answer: (n: number) => string = garden, more: object = {}) => {
  const logs = Array.from({ length: count }, (_, i) => ({
    id: `log-${from + i}`,
    model: 'm',
    route: 'advice',
    timestamp: at + (i * hour) / count,
    prompt: `What next with number ${(from + i) % 40}?`,
    response: answer(from + i),
    ...more,
  }))
  const headers = { 'content-type': 'application/json' }
  const answered = await app.request('/api/metrics/ingest', { method: 'POST', headers, body: JSON.stringify(logs) })
  expect(answered.status).toBe(202)
}
/** Works until nothing is left to do, or nothing goes. */
const work = async (embedding = app.embedding) => {
  while ((await embedding?.step()) === 0);
}
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at by their parts
const drift = async (): Promise<any> => (await app.request('/api/drift')).json()
const counts = async () => {
  const rows = await createDriftStore(app.sql).driftSums({ from: now - 100 * hour, to: now + hour, embedder: id, bucketMs: null })
  return rows.map(({ sums }) => ({ logs: sums.count, answers: sums.answer.n, prompts: sums.prompt.n }))
}
const calls = () => server.calls.map(({ body }) => (body as unknown as EmbeddingCall).input.length)

describe('an embedder behind ingest', () => {
  it('tells drift from its own sums and baselines, and how far it is', async () => {
    await send(200, 0, now - 20 * hour)
    await send(150, 200, now - 2 * hour, engine)
    await drift() // makes the baselines of the table
    expect(await drift()).toMatchObject({ rows: [], embedding: { embedder: id, behind: null, waiting: null } })
    await work()
    const { rows, embedding } = await drift()
    expect(embedding).toEqual({ embedder: id, behind: 0, waiting: null })
    expect(rows).toMatchObject([{ route: 'advice', embedder: id, n: 150, baselineN: 200, attribution: 'model', enough: true }])
    expect(rows[0].semanticDrift).toBeGreaterThan(0.3)
    expect(rows[0].examples).toHaveLength(5)
    for (const example of rows[0].examples) expect(Number(example.slice(4))).toBeGreaterThanOrEqual(200)
    expect(Math.max(...calls())).toBeLessThanOrEqual(32)
    const baselines = (await (await app.request('/api/baseline')).json()) as { baselines: object[] }
    expect(baselines.baselines).toMatchObject([{ route: 'advice', embedder: id, state: 'provisional', n: 200 }])
  })
  it('waits while the server is away, says why, and goes on; ingest notices nothing', async () => {
    server.answer((_, response) => sendJson(response, 503, fault('loading the model')))
    await send(40, 0, now - hour)
    expect(await app.embedding?.step()).toBeGreaterThanOrEqual(1_000)
    expect(await app.embedding?.step()).toBeGreaterThanOrEqual(2_000)
    expect((await drift()).embedding).toEqual({ embedder: id, behind: 40, waiting: expect.stringContaining('loading the model') })
    await send(10, 40, now - hour)
    server.answer(({ body }, response) => answerEmbeddings(response, body as unknown as EmbeddingCall))
    await work()
    expect((await drift()).embedding).toEqual({ embedder: id, behind: 0, waiting: null })
    expect(await counts()).toEqual([{ logs: 50, answers: 50, prompts: 50 }])
  })
  it('leaves out a text the server does not take, and no other', async () => {
    server.answer(({ body }, response) => {
      const call = body as unknown as EmbeddingCall
      if (call.input.some((text) => text.includes('poison'))) sendJson(response, 400, fault('too long'))
      else answerEmbeddings(response, call)
    })
    await send(20, 0, now - hour, (n) => (n === 7 ? 'A poison that no model reads.' : garden(n)))
    await work()
    expect(await counts()).toEqual([{ logs: 20, answers: 19, prompts: 20 }])
  })
  it('adds nothing while the server takes no text at all', async () => {
    server.answer((_, response) => sendJson(response, 400, fault('no such model')))
    await send(5, 0, now - hour)
    expect(await app.embedding?.step()).toBeGreaterThan(0)
    expect(await counts()).toEqual([])
    expect((await drift()).embedding).toMatchObject({ behind: 5, waiting: expect.stringContaining('no such model') })
  })
  it('adds no vectors of another model that answers under the same name', async () => {
    await send(10, 0, now - hour)
    await work()
    server.answer(({ body }, response) => answerEmbeddings(response, body as unknown as EmbeddingCall, 'words-v2'))
    await send(10, 10, now - hour)
    await work()
    expect(await counts()).toMatchObject([{ logs: 10 }])
    expect((await drift()).embedding.waiting).toContain('give the new model another name')
  })
  it('repeats one batch after it was killed in the middle, and counts nothing twice', async () => {
    const other = () =>
      createEmbedding({
        store: createEmbedderStore(app.sql),
        drift: createDriftStore(app.sql),
        embedder: embedder(),
        model: tableEmbedder,
        clock: () => now,
        pause,
        newId: () => crypto.randomUUID(),
        alone: true,
        told: () => {},
        failed: (error) => {
          throw error
        },
      })
    await send(80, 0, now - hour)
    const first = other()
    let answered = 0
    let stuck: () => void = () => {}
    const isStuck = new Promise<void>((resolve) => {
      stuck = resolve
    })
    server.answer(({ body }, response) => {
      if (answered++ < 2) answerEmbeddings(response, body as unknown as EmbeddingCall)
      else stuck() // no answer ever
    })
    first.start()
    await isStuck
    expect(await counts()).toMatchObject([{ logs: 32 }])
    server.answer(({ body }, response) => answerEmbeddings(response, body as unknown as EmbeddingCall))
    await work(other())
    await first.close()
    expect(await counts()).toMatchObject([{ logs: 80 }])
    expect(calls().reduce((sum, texts) => sum + texts, 0)).toBe(2 * 80 + 32)
  })
  it('adds no vectors of two models that answer parts of one batch', async () => {
    let answered = 0
    server.answer(({ body }, response) => {
      const call = body as unknown as EmbeddingCall
      if (call.input.length > 16) sendJson(response, 400, fault('too many'))
      else answerEmbeddings(response, call, answered++ === 0 ? 'words-v1' : 'words-v2')
    })
    await send(16, 0, now - hour)
    expect(await app.embedding?.step()).toBeGreaterThan(0)
    expect(await counts()).toEqual([])
    expect((await drift()).embedding.waiting).toContain('give the new model another name')
  })
  it('remembers how much at once was too much', async () => {
    const refused: number[] = []
    server.answer(({ body }, response) => {
      const call = body as unknown as EmbeddingCall
      if (call.input.length <= 8) return answerEmbeddings(response, call)
      refused.push(call.input.length)
      sendJson(response, 400, fault('too many'))
    })
    await send(80, 0, now - hour)
    await work()
    expect(await counts()).toEqual([{ logs: 80, answers: 80, prompts: 80 }])
    expect(refused).toEqual([32, 16, 16, 16])
  })
  it('asks a slow server for less, once a step', async () => {
    const asked: number[] = []
    const slow: Embedder = {
      id: 'runner:slow',
      embed: async (texts) => {
        asked.push(texts.length)
        if (texts.length > 8) return { status: 'slow', message: 'no answer' }
        return { status: 'ok', vectors: texts.map(({ length }) => Float32Array.of(1, length)), by: 'slow/2' }
      },
    }
    await app.close()
    app = await openTestApp({ now, embedder: slow })
    await send(12, 0, now - hour)
    for (const calls of [1, 2, 3]) {
      await app.embedding?.step()
      expect(asked).toHaveLength(calls)
    }
    await work()
    expect(asked).toEqual([24, 12, 6, 6, 6, 6])
    expect((await drift()).embedding).toMatchObject({ behind: 0, waiting: null })
  })
  it('leaves attacks and tests out', async () => {
    await send(10, 0, now - hour, garden, { source: 'red_team' })
    await work()
    expect(await counts()).toEqual([])
    expect(calls()).toEqual([])
  })
})

describe('baselines made again by an embedder behind ingest', () => {
  const baselines = async () => {
    const found = await createDriftStore(app.sql).baselines()
    return found.filter(({ embedder }) => embedder === id).map(({ state, sums }) => ({ state, n: sums.count }))
  }
  const texts = () => calls().reduce((sum, count) => sum + count, 0)
  /** All logs are in the sums, and then the table has a baseline of them. */
  const begin = async (count: number) => {
    await send(count, 0, now - 2 * hour)
    await work()
    await drift()
    app.pass(30_000)
  }

  it('go on where they were interrupted, some logs a step, when the server wants to be asked again', async () => {
    await begin(200)
    const before = texts()
    let answered = 0
    server.answer(({ body }, response) => {
      if (answered++ === 5) sendJson(response, 429, fault('busy'), { 'retry-after': '90' })
      else answerEmbeddings(response, body as unknown as EmbeddingCall)
    })
    let waits = 0
    for (let steps = 0; steps < 100 && waits < 90_000; steps++) {
      const made = calls().length
      waits = (await app.embedding?.step()) ?? 0
      expect(calls().length - made).toBeLessThanOrEqual(1)
    }
    expect(waits).toBe(90_000)
    expect((await drift()).embedding.waiting).toContain('busy')
    app.pass(90_000)
    await work()
    expect(await baselines()).toEqual([{ state: 'provisional', n: 200 }])
    expect(texts() - before).toBe(2 * 200 + 32)
    expect((await drift()).embedding).toEqual({ embedder: id, behind: 0, waiting: null })
  })
  it('do not hold up new logs while they fail, and wait longer each time', async () => {
    await begin(200)
    server.answer(({ body }, response) => {
      const call = body as unknown as EmbeddingCall
      if (call.input.length === 32) sendJson(response, 500, fault('broken'))
      else answerEmbeddings(response, call)
    })
    let failed = 0
    for (let at = 200; at < 206; at++) {
      await send(1, at, now - hour)
      const made = calls().length
      await work()
      failed += calls().length - made - 1
      app.pass(1_000)
    }
    expect(failed).toBe(3) // after 0, 1 and 3 seconds
    expect(await counts()).toMatchObject([{ logs: 206 }])
    expect((await drift()).embedding).toMatchObject({ behind: 0, waiting: expect.stringContaining('broken') })
  })
  it('are not kept of logs that are deleted meanwhile, and are made of those that come after', async () => {
    await begin(200)
    let answered = 0
    server.answer(async ({ body }, response) => {
      if (answered++ === 5) {
        await app.request('/api/logs?before=2026-11-26T00:00:00Z', { method: 'DELETE' })
        await app.settled()
      }
      answerEmbeddings(response, body as unknown as EmbeddingCall)
    })
    await work()
    expect(answered).toBe(13)
    expect(await createDriftStore(app.sql).baselines()).toEqual([])
    await send(200, 1_000, now - hour)
    app.pass(60_000)
    await drift()
    await work()
    expect(await baselines()).toEqual([{ state: 'provisional', n: 200 }])
  })
  it('are made of the very same logs where some answers have no words', async () => {
    await send(225, 0, now - 2 * hour, (n) => (n % 10 === 3 ? '---' : garden(n)))
    await drift()
    await work()
    expect(await baselines()).toEqual([{ state: 'provisional', n: 200 }])
  })
  it('leave none behind of before when too few of their logs are left', async () => {
    await begin(200)
    await work()
    expect(await baselines()).toHaveLength(1)
    await send(200, 1_000, now - hour)
    const range = JSON.stringify({ route: 'advice', from: now - hour, to: now })
    const headers = { 'content-type': 'application/json' }
    expect((await app.request('/api/baseline', { method: 'POST', headers, body: range })).status).toBeLessThan(300)
    expect(await createLogStore(app.sql, { clock: () => now }).expireLogs(now + 24 * hour, 1_000)).toBe(400)
    app.pass(60_000)
    await work()
    expect(await baselines()).toEqual([])
  })
  it('become final with those they repeat, without another call', async () => {
    await begin(200)
    await work()
    await send(300, 200, now - hour, engine)
    app.pass(60_000)
    await drift()
    const before = texts()
    await work()
    expect(await baselines()).toEqual([{ state: 'frozen', n: 200 }])
    expect(texts() - before).toBe(2 * 300)
  })
})
