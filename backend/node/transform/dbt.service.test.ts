import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { publishedLogs } from '../../../test/marts.ts'
import { startPostgres } from '../../../test/postgres.ts'
import { openPostgresDatabase } from '../../../test/postgresDatabase.ts'
import { measuredLog, measuredLogs } from '../../store/contract/logs.ts'
import { createLogStore } from '../../store/postgres/logStore.ts'
import { chooseEngine } from './choose.ts'
import { createDbtEngine } from './dbt.ts'
import { findDbt } from './findDbt.ts'

const postgres = await startPostgres()
const dbt = findDbt(null, process.env.PATH ?? '')
const reason = 'skipped' in postgres ? postgres.skipped : 'missing' in dbt ? dbt.missing : null
const never = new AbortController().signal
const minutes = 60_000

const target = mkdtempSync(join(tmpdir(), 'aicwd-dbt-by-hand-'))

afterAll(async () => {
  rmSync(target, { recursive: true })
  if (!('skipped' in postgres)) await postgres.stop()
})

const isMissing = reason !== null
describe.skipIf(isMissing)(`dbt as a child process${isMissing ? ` (skipped: ${reason})` : ''}`, () => {
  it('is chosen on PostgreSQL, publishes, and keeps the old marts when a test fails', { timeout: 5 * minutes }, async () => {
    if ('skipped' in postgres) return
    const { sql, url, close } = await openPostgresDatabase(postgres.url, 'dbt_engine')
    const engine = chooseEngine({ databaseUrl: url, dbt: null }, sql)
    expect(engine.id).toBe('dbt')
    const store = createLogStore(sql, { clock: () => 0 })
    await store.saveLogs(measuredLogs(50))
    const first = await engine.transform({ full: false, signal: never })
    expect(first).toMatchObject({ status: 'success', rowsIn: 50, tests: { failed: 0 } })
    expect(first.models.find(({ name }) => name === 'mart_metrics')).toMatchObject({ status: 'success', rows: expect.any(Number) })
    await store.saveLogs([measuredLog(60)])
    await sql.query("update logs set output = -1000 where id = 'log-60'")
    expect(await engine.transform({ full: false, signal: never })).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^test log_sums_equal_stg_logs: 1 rows/),
    })
    expect(await publishedLogs(sql)).toBe(50)
    await close()
  })

  it('makes seeds anew, so that marts of a version whose seed had other columns stay in use', { timeout: 5 * minutes }, async () => {
    if ('skipped' in postgres) return
    const { sql, url, close } = await openPostgresDatabase(postgres.url, 'dbt_seeds')
    const byHand = spawnSync(process.execPath, ['scripts/dbt.js', 'seed', '--target-path', target, '--log-path', target], {
      env: { ...process.env, DATABASE_URL: url },
      encoding: 'utf8',
    })
    expect(byHand.status, byHand.stdout).toBe(0)
    const seed = 'dbt_aicwd.baseline_embeddings'
    const made = await sql.query(`select * from ${seed}`)
    await sql.query(`alter table ${seed} drop column axis_scale, add column former int`)
    const engine = createDbtEngine({ dbt, databaseUrl: url, sql, env: process.env })
    expect(await engine.transform({ full: false, signal: never })).toMatchObject({ status: 'success' })
    expect(await sql.query(`select * from ${seed}`)).toEqual(made)
    await close()
  })

  it('says in one line what is wrong: no server, a dbt that is not there', { timeout: 5 * minutes }, async () => {
    if ('skipped' in postgres) return
    const { sql, url, close } = await openPostgresDatabase(postgres.url, 'dbt_faults')
    const away = new URL(url)
    away.port = '1'
    const without = await createDbtEngine({ dbt, databaseUrl: String(away), sql, env: process.env }).transform({
      full: false,
      signal: never,
    })
    expect(without).toMatchObject({ status: 'failed', error: expect.stringMatching(/Connection refused/) })
    expect('error' in without && without.error).not.toMatch(/\n|Traceback/)
    const wrong = chooseEngine({ databaseUrl: url, dbt: '/nowhere/dbt' }, sql)
    expect(await wrong.transform({ full: false, signal: never })).toMatchObject({
      status: 'failed',
      error: 'AICWD_DBT: there is no program /nowhere/dbt',
    })
    const notDbt = chooseEngine({ databaseUrl: url, dbt: '/bin/false' }, sql)
    expect(await notDbt.transform({ full: false, signal: never })).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^dbt: /),
    })
    await close()
  })

  it('writes its docs', { timeout: 5 * minutes }, async () => {
    if ('skipped' in postgres) return
    const { url, close } = await openPostgresDatabase(postgres.url, 'dbt_docs')
    const { status, stdout } = spawnSync(
      process.execPath,
      ['scripts/dbt.js', 'docs', 'generate', '--target-path', target, '--log-path', target],
      { env: { ...process.env, DATABASE_URL: url }, encoding: 'utf8' },
    )
    expect(status, stdout).toBe(0)
    expect(existsSync(join(target, 'catalog.json'))).toBe(true)
    await close()
  })
})
