import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'
import { openTestDatabase } from '../../test/pglite.ts'
import { measuredLogs, testStart } from '../store/contract/logs.ts'
import { compact } from '../store/postgres/compact.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import type { Sql } from '../store/postgres/sql.ts'
import { createWarehouse } from '../store/postgres/warehouse.ts'
import { createBackend } from './cli/etlBackend.ts'
import { createEmbeddedEngine } from './transform/embedded.ts'
import { dbtFolder } from './transform/folder.ts'
import { readProject } from './transform/project.ts'
import { workRound } from './worker.ts'

const day = 86_400_000
const project = readProject(dbtFolder())

/** Asks the app as a worker over the network would, and breaks before or after the `breakAt`th request. */
const fetchOf = (app: TestApp, breakAt = Number.POSITIVE_INFINITY, after = false) => {
  let asked = 0
  return async (path: string, init?: RequestInit) => {
    asked += 1
    if (asked === breakAt && !after) throw new Error('killed')
    const response = await app.request(path, init)
    if (asked === breakAt) throw new Error('killed')
    return response
  }
}

describe('the worker', () => {
  let app: TestApp
  let warehouse: Awaited<ReturnType<typeof openTestDatabase>>
  beforeAll(async () => {
    app = await openTestApp({ now: testStart + day })
    warehouse = await openTestDatabase()
    await createLogStore(app.sql, { clock: () => testStart + day }).saveLogs(measuredLogs(90))
  }, 60_000)
  afterAll(() => Promise.all([app.close(), warehouse.close()]))

  const round = (sql: Sql, fetch: (path: string, init?: RequestInit) => Promise<Response>) => {
    const { signal } = new AbortController()
    return workRound(
      {
        backend: createBackend({ fetch }, signal),
        warehouse: createWarehouse(sql),
        maintain: () => compact(sql, testStart + day),
        engine: createEmbeddedEngine(sql, project),
        signal,
      },
      true,
    )
  }
  const metricsOf = (sql: Sql) =>
    sql.query<{ log_count: number }>('select * from metrics order by bucket_ms, model, service, route, source')
  const countOf = async (sql: Sql) => (await metricsOf(sql)).reduce((sum, { log_count }) => sum + log_count, 0)

  it('gives back the marts of what it was given', async () => {
    expect(await round(warehouse.sql, fetchOf(app))).toMatchObject({ outcome: { status: 'success', rowsIn: 90 } })
    expect(await countOf(app.sql)).toBe(90)
    expect(await metricsOf(app.sql)).toEqual(await metricsOf(warehouse.sql))
    const { runs } = (await (await app.request('/api/dbt/status')).json()) as { runs: object[] }
    expect(runs).toMatchObject([{ status: 'success', engine: 'embedded', rowsIn: 90, models: expect.arrayContaining([expect.anything()]) }])
  })
  it('takes no text along, and what is new alone', async () => {
    const all = await (await app.request('/api/dbt/export')).text()
    expect(all).not.toMatch(/Question|Answer/)
    expect(all.trim().split('\n')).toHaveLength(91)
    const last = (await app.request('/api/dbt/export?limit=90')).headers.get('x-aicwd-next-cursor')
    await createLogStore(app.sql, { clock: () => testStart + day }).saveLogs(measuredLogs(30, 80))
    expect((await (await app.request(`/api/dbt/export?cursor=${last}`)).text()).trim().split('\n')).toHaveLength(21)
    expect(await round(warehouse.sql, fetchOf(app))).toMatchObject({ outcome: { status: 'success', rowsIn: 20 } })
    expect(await countOf(app.sql)).toBe(110)
  })
  it('takes away what was deleted, and nothing that came later', async () => {
    const gone = await app.request('/api/logs?sessionId=even', { method: 'DELETE' })
    expect(gone.status).toBe(202)
    await app.settled()
    const later = measuredLogs(4, 200)
    await createLogStore(app.sql, { clock: () => testStart + 2 * day }).saveLogs(later)
    await round(warehouse.sql, fetchOf(app))
    expect(await countOf(app.sql)).toBe(55 + 4)
    expect(await metricsOf(app.sql)).toEqual(await metricsOf(warehouse.sql))
  })
  it('takes vector sums, baselines and the numbers of attacks along, and what of them changed', async () => {
    const vectors = (last: number, sum: string) =>
      app.sql.query(
        `insert into drift_sums values (0, '', 'm', 'minilm-static-1', 'w', $1, 1, 1, '{1,-2}', 5, 1, $2, 5, 1, '{9007199254740991,0}', '{1,0}')
        on conflict (hour_ms, route, model, embedder, writer) do update set last_seq = excluded.last_seq, answer_sum = excluded.answer_sum`,
        [last, sum],
      )
    await vectors(1, '{3,4}')
    await app.sql.query(
      "insert into baselines values ('', 'm', 'minilm-static-1', 'frozen', 0, 1, 2, 1, 1, '{1,-2}', 5, 1, '{3,4}', 5, 1, '{1}', '{1}', 0.25, 1e-9, 3, 'secret')",
    )
    await app.sql.query(
      `insert into red_team_runs (run_id, status, target, model, is_practice, config, concurrency, total_prompts, cap_tokens, created_ms)
      values ('run', 'running', 'practice', 'm', true, 'secret', 1, 2, 10, 5)`,
    )
    await app.sql.query(
      `insert into red_team_findings (finding_id, run_id, strategy, family, owasp, intensity, pair, verdict, is_truncated, input, output, reasoning, wasted, body, created_ms)
      values ('finding', 'run', 's', 'leakage', 'LLM07', 3, 0, 'success', false, 1, 2, 3, 0, 'secret', 6)`,
    )
    const read = async (table: string, columns: string) => (await warehouse.sql.query(`select ${columns} from ${table}`))[0]
    await round(warehouse.sql, fetchOf(app))
    expect(await read('drift_sums', 'route, prompt_sum, answer_sum, style_sum::text as style')).toEqual({
      ...{ route: '', prompt_sum: [1, -2], answer_sum: [3, 4] },
      style: '{9007199254740991,0}',
    })
    expect(await read('baselines', 'answer_sum, prompt_spread, answer_spread, parts')).toEqual({
      ...{ answer_sum: [3, 4], prompt_spread: 0.25, answer_spread: 1e-9, parts: '' },
    })
    expect(await read('red_team_findings', 'run_id, verdict, override_verdict, body')).toEqual({
      ...{ run_id: 'run', verdict: 'success', override_verdict: null, body: '' },
    })
    await vectors(400, '{5,6}')
    await app.sql.query("update red_team_runs set status = 'stopped'")
    await app.sql.query("update red_team_findings set override_verdict = 'refused'")
    await round(warehouse.sql, fetchOf(app))
    expect(await read('drift_sums', 'answer_sum')).toEqual({ answer_sum: [5, 6] })
    expect(await read('red_team_runs', 'status, config')).toEqual({ status: 'stopped', config: '' })
    expect(await read('red_team_findings', 'verdict, override_verdict')).toEqual({ verdict: 'success', override_verdict: 'refused' })
  })
  it('leaves what a server of a newer version has more of', async () => {
    const tables = ['logs', 'deletions', 'drift_sums', 'baselines', 'red_team_runs', 'red_team_findings']
    for (const table of tables) await app.sql.query(`alter table ${table} add column later int not null default 7`)
    await createLogStore(app.sql, { clock: () => testStart + 2 * day }).saveLogs(measuredLogs(2, 300))
    await app.sql.query("update red_team_runs set status = 'completed'")
    await app.sql.query("update baselines set state = 'set'")
    await app.sql.query("update red_team_findings set override_verdict = 'partial'")
    expect(await round(warehouse.sql, fetchOf(app))).toMatchObject({ outcome: { status: 'success', rowsIn: 2 } })
    expect(
      await warehouse.sql.query('select red_team_runs.status, state, override_verdict from red_team_runs, baselines, red_team_findings'),
    ).toEqual([{ status: 'completed', state: 'set', override_verdict: 'partial' }])
    for (const table of tables) await app.sql.query(`alter table ${table} drop column later`)
  })
  it('may be killed at any request and started again: the marts are those of one who never was', async () => {
    const fresh = await openTestDatabase()
    await app.sql.query('delete from metrics')
    for (let at = 1; ; at++) {
      const done = await round(fresh.sql, fetchOf(app, at, at % 2 === 0)).catch((error: Error) => error)
      app.pass(61_000) // its lease ends
      if (!(done instanceof Error)) break
      expect(done.message).toBe('killed')
      expect(at).toBeLessThan(30)
    }
    expect(await metricsOf(app.sql)).toEqual(await metricsOf(warehouse.sql))
    await fresh.close()
  }, 60_000)
  it('changes nothing once its run was given to another', async () => {
    const claimed = await app.request('/api/dbt/claim', { method: 'POST', ...json({ now: true }) })
    const lease = (await claimed.json()) as { runId: string; owner: string }
    expect((await app.request('/api/dbt/claim', { method: 'POST', ...json({ now: true }) })).status).toBe(409)
    const { runId, owner } = lease
    expect((await app.request('/api/dbt/claim', { method: 'POST', ...json({ runId, owner }) })).status).toBe(200)
    app.pass(61_000)
    const again = (await (await app.request('/api/dbt/claim', { method: 'POST' })).json()) as { runId: string; owner: string }
    expect(again.runId).toBe(runId)
    const before = await metricsOf(app.sql)
    const late = await app.request('/api/dbt/import', { method: 'POST', ...json({ runId, owner, rows: [row] }) })
    expect([late.status, await metricsOf(app.sql)]).toEqual([409, before])
    const own = { runId, owner: again.owner }
    const twice = [1, 2].map(() => app.request('/api/dbt/import', { method: 'POST', ...json({ ...own, rows: [row] }) }))
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([200, 200])
    expect(await metricsOf(app.sql)).toHaveLength(before.length + 1)
    await app.request('/api/dbt/import', { method: 'POST', ...json({ ...own, rows: [{ ...row, logCount: 0 }] }) })
    expect(await metricsOf(app.sql)).toEqual(before)
  })
  it.each([
    ['claim', { engine: 'spark' }],
    ['claim', { runId: 'x' }],
    ['import', { runId: 'x' }],
    ['import', { runId: 'x', owner: 'y', rows: [{ bucket: 0 }] }],
    ['import', { runId: 'x', owner: 'y', rows: [{ ...(null as unknown as object) }] }],
    ['import', { runId: 'x', owner: 'y', result: { status: 'success' } }],
  ])('refuses a wrong %s: %j', async (what, body) => {
    expect((await app.request(`/api/dbt/${what}`, { method: 'POST', ...json(body) })).status).toBe(422)
  })
  it('refuses a bad query of the export', async () => {
    for (const query of ['cursor=x', 'table=api_keys', 'limit=0', 'limit=10001', 'since=1'])
      expect([query, (await app.request(`/api/dbt/export?${query}`)).status]).toEqual([query, 422])
  })
})

const json = (body: object): RequestInit => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const row = {
  ...Object.fromEntries(
    [
      ...['logCount', 'failed', 'scored', 'input', 'cached', 'cacheWrite', 'output', 'reasoning', 'wasted', 'wastedReasoning'],
      ...['repetition', 'restatement', 'filler', 'unscoredInput', 'wasteful', 'looping', 'refused', 'priced', 'costNano'],
      ...['wastePriced', 'wastedNano', 'unpriced'],
    ].map((name) => [name, 1]),
  ),
  bucket: '2026-11-20T10:15:00Z',
  model: 'a model, of \'"quotes"',
  service: '',
  route: '',
  source: 'production',
  latencyBins: [3],
  latencyCounts: [1],
  errorRate: 0.5,
  tokenEfficiency: null,
  cognitiveWaste: 1,
  wastefulShare: 0,
  semanticDrift: null,
  adversarialStress: null,
  fragilityScore: null,
}
