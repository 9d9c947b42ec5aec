import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'
import { seeded } from '../core/random.ts'

const now = Date.parse('2026-11-25T12:30:00Z')
const minute = 60_000
const hour = 60 * minute

const subjects = {
  cooking: {
    things: ['onions', 'a chicken', 'the sauce', 'fresh bread', 'potatoes', 'a lemon cake', 'rice', 'mushrooms', 'the soup', 'garlic'],
    acts: ['fry', 'roast', 'simmer', 'bake', 'season', 'stir', 'chop', 'boil'],
    ends: ['in butter', 'with salt and pepper', 'until golden', 'for an hour in the oven', 'with olive oil', 'before dinner'],
  },
  law: {
    things: [
      'the contract',
      'an appeal',
      'the tenant',
      'a patent',
      'the court',
      'the witness',
      'a lawsuit',
      'the judge',
      'property tax',
      'evidence',
    ],
    acts: ['sign', 'dismiss', 'sue', 'enforce', 'review', 'question', 'file', 'settle'],
    ends: ['under federal law', 'within thirty days', 'before the jury', 'with a lawyer', 'for damages', 'at the hearing'],
  },
}

interface Wish {
  asked?: keyof typeof subjects
  answered?: keyof typeof subjects
  seed?: number
  /** Of the first log; the others follow within the hour. */
  at?: number
  model?: string
  route?: string
}

const logsOf = (
  count: number,
  { asked = 'cooking', answered = asked, seed = 1, at = now - 20 * hour, model = 'm', route = 'help' }: Wish,
) => {
  const next = seeded(seed)
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] as string
  const clause = ({ things, acts, ends }: (typeof subjects)['law']) => `${pick(acts)} ${pick(things)} ${pick(ends)}`
  return Array.from({ length: count }, (_, i) => ({
    id: `${route}-${model}-${seed}-${i}`,
    timestamp: at + (i * hour) / count,
    model,
    route,
    prompt: `How do I ${clause(subjects[asked])}?`,
    response: `First you ${clause(subjects[answered])}, and then you ${clause(subjects[answered])}. Later they ${clause(subjects[answered])}.`,
    latencyMs: 5,
  }))
}

let app: TestApp
beforeEach(async () => {
  app = await openTestApp({ now })
})
afterEach(() => app.close())

const json = { 'content-type': 'application/json' }
const send = async (logs: unknown[]) =>
  expect((await app.request('/api/metrics/ingest', { method: 'POST', headers: json, body: JSON.stringify(logs) })).status).toBe(202)
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at by their parts
const get = async (path: string): Promise<any> => (await app.request(path)).json()
const rows = async (query = '') => (await get(`/api/drift${query}`)).rows
const post = (body: unknown) => app.request('/api/baseline', { method: 'POST', headers: json, body: JSON.stringify(body) })

describe('drift', () => {
  it('is quiet on the same traffic and counts no log of the baseline twice', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(150, { seed: 2, at: now - 2 * hour }))
    expect(await rows()).toMatchObject([
      {
        route: 'help',
        model: 'm',
        semanticDrift: 0,
        promptDrift: 0,
        attribution: 'none',
        n: 150,
        baselineN: 200,
        enough: true,
        since: null,
        examples: [],
      },
    ])
    expect((await get('/api/baseline')).baselines).toMatchObject([{ route: 'help', model: null, state: 'provisional', n: 200 }])
  })
  it('says what moved, since when, and shows what moved most', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(100, { seed: 2, at: now - 10 * hour }))
    await send(logsOf(150, { seed: 3, at: now - 3 * hour, answered: 'law' }))
    const [row] = await rows('?window=6h')
    expect(row).toMatchObject({ attribution: 'model', enough: true, n: 150, embedder: 'minilm-static-1' })
    expect(row.semanticDrift).toBeGreaterThan(0.3)
    expect(Date.parse(row.since)).toBe(Math.floor((now - 3 * hour) / hour) * hour)
    expect(row.examples).toHaveLength(5)
    for (const id of row.examples) expect(id).toMatch(/^help-m-3-/)
    const stream = (await get('/api/metrics?groupBy=route')).rows
    expect(stream[0].semanticDrift).toBeGreaterThan(0.2)
    expect((await get('/api/metrics')).rows[0].drift).toEqual({ route: 'help', model: 'm', attribution: 'model' })
    expect((await get('/api/metrics?groupBy=service')).rows[0].semanticDrift).toBeGreaterThan(0.2)
    expect((await get('/api/metrics?source=test')).rows).toEqual([])
  })
  it('tells asking differently from answering differently', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(150, { seed: 4, at: now - hour, asked: 'law' }))
    expect((await rows())[0]).toMatchObject({ attribution: 'both' })
  })
  it('holds a new model against the baseline of its route, until one is set for it', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(400, { seed: 5, at: now - 2 * hour, model: 'new', answered: 'law' }))
    expect((await rows('?model=new'))[0]).toMatchObject({ model: 'new', attribution: 'model' })
    const made = await post({ route: 'help', model: 'new', from: now - 2 * hour, to: now - 1.4 * hour })
    expect(made.status).toBe(201)
    expect(((await made.json()) as { baselines: unknown[] }).baselines).toMatchObject([{ route: 'help', model: 'new', state: 'set' }])
    expect((await rows('?model=new'))[0]).toMatchObject({ model: 'new', semanticDrift: 0, attribution: 'none', enough: true })
  })
  it('has no figure without a baseline or enough logs, and says how far it is', async () => {
    expect(await rows()).toEqual([])
    await send(logsOf(120, { seed: 6 }))
    expect(await rows()).toMatchObject([{ semanticDrift: null, styleDrift: null, enough: false, baselineN: 120, baseline: null }])
    app.pass(5000)
    await send(logsOf(130, { seed: 7 }))
    expect(await rows()).toMatchObject([{ semanticDrift: null, enough: false, baselineN: 200, n: 50, attribution: 'none' }])
    expect((await get('/api/metrics')).rows[0]).toMatchObject({ semanticDrift: null, drift: null })
  })
  it('freezes a baseline at 500, unless the logs have drifted before', async () => {
    await send(logsOf(510, { seed: 8 }))
    await send(logsOf(250, { seed: 9, route: 'other' }))
    await send(logsOf(260, { seed: 10, route: 'other', answered: 'law', at: now - hour }))
    const { baselines } = await get('/api/baseline')
    expect(baselines).toMatchObject([
      { route: 'help', state: 'frozen', n: 500 },
      { route: 'other', state: 'frozen', n: 200 },
    ])
    expect((await rows('?route=other'))[0]).toMatchObject({ attribution: 'model' })
  })
  it('tells its course by the hour', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(150, { seed: 2, at: now - 10 * hour }))
    await send(logsOf(150, { seed: 3, at: now - 3 * hour, answered: 'law' }))
    const { rows: course } = await get(`/api/drift/series?from=${now - 30 * hour}&bucket=1h&window=6h&route=help`)
    expect(course.map(({ bucket }: { bucket: string }) => bucket)).toEqual(
      course.map(({ bucket }: { bucket: string }) => bucket).toSorted(),
    )
    expect(course.find(({ n }: { n: number }) => n === 150)).toMatchObject({ route: 'help', model: 'm', semanticDrift: 0 })
    expect(course.at(-1).semanticDrift).toBeGreaterThan(0.3)
    expect((await app.request('/api/drift/series?from=0')).status).toBe(422)
  })
  it('compares lengths', async () => {
    await send(logsOf(200, { seed: 1 }))
    const long = logsOf(150, { seed: 2, at: now - 2 * hour })
    await send(long.map((log) => ({ ...log, response: `${log.response} ${log.response} ${log.response}` })))
    const [row] = await rows()
    expect(row.lengthFactor).toBeGreaterThan(1.5)
    expect(row.length).toMatchObject({ factor: row.lengthFactor, n: 150, alarm: true, reasoning: null })
    expect(row.length.low).toBeGreaterThan(1.05)
    expect(row.length.high).toBeGreaterThan(row.lengthFactor)
  })
  it('tells the lengths along the course, without the logs of the baseline', async () => {
    await send(logsOf(200, { seed: 1, at: now - 30 * hour }))
    await send(logsOf(100, { seed: 2, at: now - 12 * hour }))
    const long = logsOf(100, { seed: 3, at: now - 3 * hour })
    await send(long.map((log) => ({ ...log, response: `${log.response} ${log.response} ${log.response}` })))
    const { rows: course } = await get(`/api/drift/series?from=${now - 48 * hour}&window=6h&route=help`)
    const lengths = course.map((point: { lengthFactor: number | null; length: { n: number } | null }) => [
      point.lengthFactor === null ? null : point.lengthFactor > 1.5,
      point.length?.n ?? 0,
    ])
    expect(lengths[0]).toEqual([null, 0])
    expect(lengths).toContainEqual([false, 100])
    expect(lengths.at(-1)).toEqual([true, 100])
  })
  it('tells the lengths of the one route with a baseline among many without', async () => {
    await send(logsOf(200, { seed: 1, at: now - 30 * hour }))
    await send(logsOf(100, { seed: 2, at: now - 3 * hour }))
    await send(Array.from({ length: 25 }, (_, n) => logsOf(1, { seed: 3, at: now - 3 * hour, route: `young-${n}` })).flat())
    const { rows: course } = await get(`/api/drift/series?from=${now - 48 * hour}&window=6h`)
    const told = course.filter(({ length }: { length: object | null }) => length !== null)
    expect(told.at(-1)).toMatchObject({ route: 'help', length: { n: 100 } })
  })
  it('compares hidden reasoning with what is normal on the route', async () => {
    const thinking = (logs: ReturnType<typeof logsOf>, reasoningTokens: number) =>
      logs.map((log, i) => ({
        ...log,
        usage: { promptTokens: 9, completionTokens: 30 + reasoningTokens + i, reasoningTokens: reasoningTokens + i },
      }))
    await send(thinking(logsOf(200, { seed: 1 }), 300))
    await send(thinking(logsOf(120, { seed: 2, at: now - 2 * hour }), 900))
    const [{ length }] = await rows()
    expect(length).toMatchObject({ alarm: false, reasoning: { n: 120, alarm: true } })
    expect(length.reasoning.factor).toBeGreaterThan(1.8)
    expect(length.reasoning.tokens).toBeGreaterThan(900 / 1.5)
  })
  it('leaves attacks, tests and other languages out', async () => {
    await send(logsOf(200, { seed: 1 }))
    await send(logsOf(120, { seed: 2, answered: 'law', at: now - hour }).map((log) => ({ ...log, source: 'red_team' })))
    const foreign =
      'Die Hauptstadt von Frankreich ist Paris. Sie liegt an der Seine und hat mehr als zwei Millionen Einwohner in vielen Vierteln.'
    await send(logsOf(120, { seed: 3, at: now - hour }).map((log) => ({ ...log, response: foreign })))
    expect((await rows())[0]).toMatchObject({ semanticDrift: null, enough: false, n: 0, notEmbedded: 120 })
  })
  it('says how many answers a baseline lacks, and how many have no word and are left out', async () => {
    await send(logsOf(71, { seed: 1, at: now - 2 * hour }))
    await send(logsOf(30, { seed: 2, at: now - 2 * hour, route: 'other' }))
    const range = { from: now - 3 * hour, to: now }
    const refusal = async (body: object) => ((await (await post(body)).json()) as { error: { message: string } }).error.message
    expect(await refusal({ ...range, route: 'help' })).toBe('71 of 200 answers of production lie in that range: take a wider one')
    expect(await refusal(range)).toBe('71 of 200 answers of production lie in that range on the route with the most: take a wider one')
    expect(await refusal({ ...range, route: 'none' })).toBe('0 of 200 answers of production lie in that range: take a wider one')
    const more = logsOf(131, { seed: 3, at: now - 2 * hour })
    await send(more.map((log, at) => (at < 2 ? { ...log, response: '—' } : log)))
    const made = (await (await post({ ...range, route: 'help' })).json()) as { baselines: unknown[] }
    expect(made.baselines).toMatchObject([{ route: 'help', n: 200, wordless: 2 }])
  })
  it('refuses a baseline that is none', async () => {
    const wrong: [unknown, string][] = [
      [{}, 'from'],
      [{ from: 5, to: 5 }, 'from'],
      [{ from: 'yesterday', to: now }, 'from'],
      [{ from: now - hour, to: now, model: 'a\u0000' }, 'model'],
      [{ from: now - hour, to: now }, 'from'],
    ]
    for (const [body, path] of wrong) {
      const answer = await post(body)
      expect(answer.status).toBe(422)
      expect(((await answer.json()) as { error: { issues: { path: string }[] } }).error.issues[0]?.path).toBe(path)
    }
  })
})
