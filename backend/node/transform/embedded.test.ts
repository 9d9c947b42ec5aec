import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences, publishedLogs } from '../../../test/marts.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { binOf } from '../../core/histogram.ts'
import { measuredLog, measuredLogs } from '../../store/contract/logs.ts'
import { compact } from '../../store/postgres/compact.ts'
import { createLogStore } from '../../store/postgres/logStore.ts'
import type { Limits, Sql } from '../../store/postgres/sql.ts'
import { createEmbeddedEngine } from './embedded.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'

const never = new AbortController().signal
const project = readProject(dbtFolder())

let database: Awaited<ReturnType<typeof openTestDatabase>>
let sql: Sql
let now = 1
beforeAll(async () => {
  database = await openTestDatabase()
  sql = database.sql
}, 60_000)
afterAll(() => database.close())

/** A refresh, and the limits of each of its transactions. */
const refreshNoting = async (full: boolean) => {
  const within: (Limits | undefined)[] = []
  const noting: Sql = {
    ...sql,
    transaction: (work, limits) => {
      within.push(limits)
      return sql.transaction(work, limits)
    },
  }
  const outcome = await createEmbeddedEngine(noting, project).transform({ full, signal: never })
  return { ...outcome, within }
}

const store = () => createLogStore(sql, { clock: () => now })
const refresh = (full = false, signal = never) => createEmbeddedEngine(sql, project).transform({ full, signal })

describe('the embedded engine', { timeout: 60_000 }, () => {
  it('fills the table metrics from logs, and then with what came since: late, twice, of every latency', async () => {
    await store().saveLogs(measuredLogs(60))
    expect(await refresh()).toMatchObject({ status: 'success', rowsIn: 60, tests: { failed: 0 } })
    expect(await differences(sql)).toBe(0)
    const odd = [0, 1, 2, 49, 50, 51, 1_000, 999_999, 86_400_000].map((latencyMs, at) => measuredLog(at, { id: `odd-${at}`, latencyMs }))
    await store().saveLogs([...measuredLogs(80), ...odd, measuredLog(1, { id: 'year-old', timestamp: Date.UTC(2025, 10, 20) })])
    await compact(sql, Date.UTC(2026, 10, 20))
    expect(await refresh()).toMatchObject({ status: 'success', rowsIn: 20 + odd.length + 1, tests: { failed: 0 } })
    expect(await publishedLogs(sql)).toBe(80 + odd.length + 1)
    expect(await differences(sql)).toBe(0)
  })

  it('takes deleted logs out, also those it had not read yet, and keeps what expired', async () => {
    await store().deleteLogs({ userId: 'five' }, 1_000) // read
    await store().saveLogs([measuredLog(500, { userId: 'gone' }), measuredLog(501, { userId: 'gone' })])
    await store().deleteLogs({ userId: 'gone' }, 1_000) // not read
    await store().saveLogs([measuredLog(510), measuredLog(511)])
    now = 1_000
    const before = (await store().sums({ bucketMs: null, groupBy: [] }))[0]?.sums.count
    expect(await store().expireLogs(500, 10_000)).toBeGreaterThan(50) // read ones, and the two that were not
    expect(await refresh()).toMatchObject({ status: 'success', tests: { failed: 0 } })
    expect(await publishedLogs(sql)).toBe(before)
    expect(await differences(sql)).toBe(0)
    expect(await sql.query('select * from removed_logs')).toEqual([])
  })

  it('builds everything anew to the same, though the logs have expired', async () => {
    const before = await publishedLogs(sql)
    const within = [{ statementMs: 600_000 }] // it may be millions of logs
    expect(await refreshNoting(true)).toMatchObject({ status: 'success', tests: { failed: 0 }, within })
    expect(await publishedLogs(sql)).toBe(before)
    expect(await differences(sql)).toBe(0)
  })

  it('builds everything anew when other models have made the marts', async () => {
    await sql.query('alter table dbt_aicwd.token_efficiency drop column billed')
    await sql.query("comment on schema dbt_aicwd is 'models of another version'")
    await store().saveLogs([measuredLog(550)])
    const within = [{ statementMs: 600_000 }]
    expect(await refreshNoting(false)).toMatchObject({ status: 'success', rowsIn: 1, tests: { failed: 0 }, within })
    expect(await sql.query('select billed from dbt_aicwd.token_efficiency limit 1')).toHaveLength(1)
    expect(await differences(sql)).toBe(0)
  })

  it('lets no statement of another refresh take longer than any else', async () => {
    await store().saveLogs([measuredLog(560)])
    const within = [undefined] // one that hangs holds up the whole embedded database
    expect(await refreshNoting(false)).toMatchObject({ status: 'success', rowsIn: 1, tests: { failed: 0 }, within })
  })

  it('leaves no trace of a refresh that fails or is stopped', async () => {
    await store().saveLogs([measuredLog(600)])
    const state = () =>
      sql.query('select (select max(through_seq) from dbt_aicwd.int_logs_added) as read, sum(log_count)::int as logs from metrics')
    const before = await state()
    const stopped = new AbortController()
    stopped.abort(new Error('the server was stopped'))
    expect(await refresh(false, stopped.signal)).toMatchObject({ status: 'failed', error: 'the server was stopped' })
    await sql.query("update logs set output = -1000 where id = 'log-600'")
    expect(await refresh()).toMatchObject({ status: 'failed', error: expect.stringMatching(/test .*: \d+ rows/), tests: { failed: 1 } })
    expect(await state()).toEqual(before)
    await sql.query("update logs set output = 20 where id = 'log-600'")
    expect(await refresh()).toMatchObject({ status: 'success', rowsIn: 1 })
    expect(await differences(sql)).toBe(0)
  })

  it('puts a latency into the bin that ingest puts it into', async () => {
    const bin = 'case when n <= 1 then 0 else ceil(ln(n::float8) / ln(1.02::float8 / 0.98::float8))::int end'
    const rows = await sql.query<{ n: number; bin: number }>(`select n, ${bin} as bin from generate_series(0, 20000) as n`)
    expect(rows.filter((row) => binOf(row.n) !== row.bin)).toEqual([])
  })
})
