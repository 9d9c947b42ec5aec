import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
const hour = 3_600_000
const start = Date.parse('2026-11-20T10:00:00Z')

const entry = (at: number) => ({
  id: `log-${String(at).padStart(3, '0')}`,
  timestamp: start + at * 60_000,
  model: at % 2 === 0 ? 'gpt-4o-mini' : 'a-model-nobody-knows',
  route: at % 3 === 0 ? 'summarise' : 'answer',
  service: 'shop',
  source: at >= 50 ? 'test' : 'production',
  prompt: at === 7 ? '=HYPERLINK("https://evil.example")' : `Question ${at % 10}?`,
  response:
    at % 5 === 0
      ? 'The sky is blue because of scattering of light. The sky is blue because of scattering of light.'
      : `Answer number ${at}.`,
  latencyMs: 100 + at,
  usage: { promptTokens: 10, completionTokens: 20 },
  ...(at === 13 && { status: 'error', response: undefined, error: { type: 'timeout', message: 'too slow' } }),
})

beforeAll(async () => {
  app = await openTestApp({ now: start + 2 * hour })
  const response = await app.request('/api/metrics/ingest', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Array.from({ length: 60 }, (_, at) => entry(at))),
  })
  expect(response.status).toBe(202)
})
afterAll(() => app.close())

const get = async <T>(path: string): Promise<{ status: number; body: T }> => {
  const response = await app.request(path)
  return { status: response.status, body: (await response.json()) as T }
}

interface Row {
  bucket: string
  count: number
  model?: string
  source?: string
  errorRate: number | null
  cognitiveWaste: number | null
  costUsd: number | null
  unpriced: number
  semanticDrift: null
  latencyMs: { p50: number }
  tokens: { output: number; wasted: number }
  wastedByKind: Record<string, number>
}
interface Head {
  id: string
  cognitiveWaste: number | null
  timestamp: string
  preview: string
  wastePreview: { text: string; spans: { start: number; end: number; kind: string }[] } | null
}

describe('GET /api/metrics', () => {
  it('counts production alone, unless asked otherwise', async () => {
    const { body } = await get<{ rows: Row[]; dataAgeSeconds: number }>('/api/metrics')
    expect(body.rows).toHaveLength(1)
    expect(body.rows[0]).toMatchObject({ count: 50, errorRate: 1 / 50, semanticDrift: null })
    expect(body.dataAgeSeconds).toBe(0)
    expect((await get<{ rows: Row[] }>('/api/metrics?source=test')).body.rows[0]?.count).toBe(10)
    const bySource = (await get<{ rows: Row[] }>('/api/metrics?groupBy=source')).body.rows
    expect(Object.fromEntries(bySource.map((row) => [row.source, row.count]))).toEqual({ production: 50, test: 10 })
  })
  it('has buckets that add up to the whole, oldest first', async () => {
    for (const bucket of ['1m', '15m', '1h', '1d']) {
      const { body } = await get<{ rows: Row[] }>(`/api/metrics?bucket=${bucket}&from=${start}&to=${start + hour}`)
      expect(body.rows.reduce((sum, row) => sum + row.count, 0)).toBe(50)
      expect(body.rows.map((row) => row.bucket)).toEqual(body.rows.map((row) => row.bucket).sort())
    }
  })
  it('is the recount by hand: wasted tokens and waste of the groups', async () => {
    const { body } = await get<{ rows: Row[] }>('/api/metrics?groupBy=model')
    const known = body.rows.find((row) => row.model === 'gpt-4o-mini')
    const unknown = body.rows.find((row) => row.model === 'a-model-nobody-knows')
    expect(known).toMatchObject({ count: 25, unpriced: 0 })
    expect(known?.costUsd).toBeCloseTo(25 * (10 * 0.15e-6 + 20 * 0.6e-6), 9)
    expect(unknown).toMatchObject({ count: 25, costUsd: null, unpriced: 24 })
    expect(known?.tokens.output).toBe(500)
    const each = await Promise.all(
      Array.from({ length: 25 }, (_, at) => get<{ measurement: { tokens: { wasted: number } } }>(`/api/logs/${entry(2 * at).id}`)),
    )
    const wasted = each.reduce((sum, { body: { measurement } }) => sum + measurement.tokens.wasted, 0)
    expect(wasted).toBeGreaterThan(5 * 6)
    expect(known?.tokens.wasted).toBe(wasted)
    expect(known?.wastedByKind).toEqual({ repetition: wasted, restatement: 0, filler: 0, overthinking: 0 })
    expect(known?.cognitiveWaste).toBeCloseTo(500 / (500 - wasted), 9)
  })
  it.each(['bucket=2h', 'from=yesterday', `from=${start + 1}&to=${start}`, 'groupBy=prompt', 'bucket=1m&from=0', 'source=nowhere'])(
    'answers 422 to ?%s',
    async (query) => {
      const { status, body } = await get<{ error: { issues: unknown[] } }>(`/api/metrics?${query}`)
      expect(status).toBe(422)
      expect(body.error.issues.length).toBeGreaterThan(0)
    },
  )
})

describe('GET /api/logs', () => {
  it('pages through everything once, newest first, without bodies', async () => {
    const seen: Head[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body }: { body: { logs: Head[]; nextCursor: string | null } } = await get(`/api/logs?limit=7&cursor=${cursor}`)
      seen.push(...body.logs)
      cursor = body.nextCursor
    }
    expect(seen.map((head) => head.id)).toEqual(Array.from({ length: 60 }, (_, at) => entry(59 - at).id))
    expect(JSON.stringify(seen)).not.toContain('Answer number')
    expect(seen[0]).toMatchObject({ timestamp: '2026-11-20T10:59:00.000Z', preview: 'Question 9?', wastePreview: null })
    const { text, spans } = seen.find(({ id }) => id === 'log-005')?.wastePreview ?? { text: '', spans: [] }
    expect(spans.map(({ start, end, kind }) => [kind, text.slice(start, end)])).toEqual([
      ['repetition', 'The sky is blue because of scattering of light.'],
    ])
  })
  it('filters', async () => {
    const count = async (query: string) => (await get<{ logs: Head[] }>(`/api/logs?limit=500&${query}`)).body.logs.length
    expect(await count('model=gpt-4o-mini')).toBe(30)
    expect(await count('route=summarise&source=production')).toBe(17)
    expect(await count('status=error')).toBe(1)
    expect(await count(`from=${start}&to=${start + 60_000}`)).toBe(1)
    expect(await count('minWaste=1.5')).toBe(12)
    expect(await count('q=SCATTERING')).toBe(12)
    expect(await count(`q=${encodeURIComponent("'; drop table logs; --")}`)).toBe(0)
  })
  it.each(['modle=x', 'limit=0', 'limit=501', 'limit=x', 'cursor=nonsense', 'minWaste=-1', 'status=fine'])(
    'answers 422 to ?%s',
    async (query) => {
      expect((await get(`/api/logs?${query}`)).status).toBe(422)
    },
  )
  it('gives one log whole, and 404 for none', async () => {
    const { body } = await get<{ log: object; measurement: { waste: { start: number; end: number; kind: string; reason: string }[] } }>(
      '/api/logs/log-005',
    )
    expect(body.log).toMatchObject({ id: 'log-005', response: entry(5).response, source: 'production', status: 'ok' })
    expect(body.measurement.waste).toHaveLength(1)
    expect(body.measurement.waste[0]).toMatchObject({ kind: 'repetition', end: entry(5).response?.length })
    expect((await get('/api/logs/nobody')).status).toBe(404)
  })
})

describe('GET /api/waste/top', () => {
  it('ranks by dollars, then tokens, with an example', async () => {
    interface Top {
      key: string
      count: number
      wastedTokens: number
      wastedUsd: number | null
      exampleId: string
    }
    const wasted: number[] = []
    for (const by of ['route', 'model', 'prompt']) {
      const { body } = await get<{ rows: Top[] }>(`/api/waste/top?by=${by}`)
      // Prompts without waste are no rows; routes and models without it are.
      if (by !== 'prompt') expect(body.rows.reduce((sum, row) => sum + row.count, 0)).toBe(50)
      wasted.push(body.rows.reduce((sum, row) => sum + row.wastedTokens, 0))
      expect((await get(`/api/logs/${body.rows[0]?.exampleId}`)).status).toBe(200)
      const dollars = body.rows.map((row) => row.wastedUsd ?? -1)
      expect(dollars).toEqual([...dollars].sort((a, b) => b - a))
    }
    expect(wasted[0]).toBeGreaterThan(10 * 6)
    expect(new Set(wasted).size).toBe(1)
  })
})

describe('GET /api/export', () => {
  it('gives every log once in each format', async () => {
    const json = await get<{ log: { id: string } }[]>('/api/export?format=json')
    expect(new Set(json.body.map(({ log }) => log.id)).size).toBe(60)
    const lines = (await (await app.request('/api/export?format=ndjson')).text()).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { log: { id: string } }).log.id)).toHaveLength(60)
    const csv = await (await app.request('/api/export?format=csv&source=test')).text()
    expect(csv.trim().split('\r\n')).toHaveLength(11)
  })
  it('lets no spreadsheet run a prompt', async () => {
    const csv = await (await app.request('/api/export?format=csv')).text()
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  })
  it('is an empty list when there is nothing', async () => {
    expect((await get('/api/export?from=2020-01-01&to=2020-01-02')).body).toEqual([])
  })
})

describe('DELETE /api/logs', () => {
  it('takes a session out of lists and sums, behind the answer, counted', async () => {
    const own = await openTestApp()
    expect((await own.request('/api/sample', { method: 'POST' })).status).toBe(202)
    expect((await own.request('/api/sample', { method: 'POST' })).status).toBe(202)
    const metrics = async () => ((await (await own.request('/api/metrics?groupBy=source')).json()) as { rows: Row[] }).rows
    expect((await metrics()).reduce((sum, row) => sum + row.count, 0)).toBe(1000)
    expect((await own.request('/api/logs?sessionId=aicwd-sample', { method: 'DELETE' })).status).toBe(202)
    await own.settled()
    expect(await metrics()).toEqual([])
    const { deletions } = (await (await own.request('/api/logs/deletions')).json()) as { deletions: object[] }
    expect(deletions[0]).toMatchObject({ status: 'done', deleted: 1000 })
    for (const query of ['', '?userId=&before=2027-01-01', '?before=2027-01-01&route=nobody', '?before=2026-02-30'])
      expect([query, (await own.request(`/api/logs${query}`, { method: 'DELETE' })).status]).toEqual([query, 422])
    await own.close()
  })
})
