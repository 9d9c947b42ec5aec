import { afterAll, describe, expect, it } from 'vitest'
import { differences, publishedLogs } from '../../../test/marts.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { startPostgres } from '../../../test/postgres.ts'
import { openPostgresDatabase } from '../../../test/postgresDatabase.ts'
import type { Engine } from '../../core/etl.ts'
import { pick, type Random, seeded, whole } from '../../core/random.ts'
import { measuredLog, testStart } from '../../store/contract/logs.ts'
import { createLogStore } from '../../store/postgres/logStore.ts'
import type { Sql } from '../../store/postgres/sql.ts'
import { openPool } from '../pool.ts'
import { createDbtEngine } from './dbt.ts'
import { createEmbeddedEngine } from './embedded.ts'
import { findDbt } from './findDbt.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'

const postgres = await startPostgres()
const dbt = findDbt(null, process.env.PATH ?? '')
const noPostgres = 'skipped' in postgres ? postgres.skipped : null
const noDbt = noPostgres ?? ('missing' in dbt ? dbt.missing : null)
const project = readProject(dbtFolder())
const hour = 3_600_000
const minutes = 60_000

afterAll(async () => {
  if (!('skipped' in postgres)) await postgres.stop()
})

/** Writes until told to stop: new logs of any hour of a day, now and then one twice, now and then a user's are deleted. How many were stored and stay. */
const write = async (sql: Sql, writer: number, random: Random, isOver: () => boolean): Promise<void> => {
  const store = createLogStore(sql, { clock: Date.now })
  for (let at = 0; !isOver(); at++) {
    const logs = Array.from({ length: whole(random, 1, 40) }, (_, n) =>
      measuredLog(whole(random, 0, 500), {
        id: `${writer}-${at}-${n}`,
        timestamp: testStart + whole(random, 0, 24) * hour,
        userId: `${writer}-${at % 20}`,
        route: pick(random, ['search', 'answer', null]),
      }),
    )
    expect((await store.saveLogs([...logs, ...logs.slice(0, 2)])).status).toBe('saved')
    if (random() < 0.1) await store.deleteLogs({ userId: `${writer}-${whole(random, 0, 19)}` }, 100)
    await new Promise((done) => setTimeout(done, 5))
  }
}

interface Setting {
  sql: Sql
  writers: readonly Sql[]
  engine: Engine
  refreshes: number
  /** Ends the database's session of the refresh that runs; null where a session is the process itself. */
  kill: (() => Promise<unknown>) | null
  /** How long after its start a refresh is stopped, milliseconds. */
  stopAfter: () => number
}

const refreshUnderLoad = async ({ sql, writers, engine, refreshes, kill, stopAfter }: Setting): Promise<void> => {
  let over = false
  const writing = Promise.all(writers.map((own, writer) => write(own, writer, seeded(writer), () => over)))
  const outcomes: string[] = []
  try {
    for (let at = 0; at < refreshes; at++) {
      const stop = new AbortController()
      const timer = setTimeout(
        () => {
          if (at % 3 === 1) stop.abort(new Error('stopped'))
          if (at % 3 === 2) void kill?.()
        },
        at % 3 === 0 ? 2 ** 30 : stopAfter(),
      )
      outcomes.push((await engine.transform({ full: at === 10, signal: stop.signal })).status)
      clearTimeout(timer)
    }
  } finally {
    over = true
    await writing
  }
  expect(outcomes).toContain('success')
  expect(outcomes).toContain('failed')
  expect(await engine.transform({ full: false, signal: new AbortController().signal })).toMatchObject({
    status: 'success',
    tests: { failed: 0 },
  })
  expect(await publishedLogs(sql)).toBe((await sql.query<{ n: number }>('select count(*)::int as n from logs'))[0]?.n)
  expect(await differences(sql)).toBe(0)
}

describe('refreshes under load, some of them stopped or killed, lose nothing and count nothing twice', () => {
  it('embedded, on PGlite', { timeout: 5 * minutes }, async () => {
    const { sql, close } = await openTestDatabase()
    const random = seeded(1)
    const engine = createEmbeddedEngine(sql, project)
    await refreshUnderLoad({
      sql,
      writers: [sql, sql, sql, sql],
      engine,
      refreshes: 20,
      kill: null,
      stopAfter: () => whole(random, 1, 400),
    })
    await close()
  })

  it.skipIf(noPostgres !== null)(
    `embedded, on PostgreSQL${noPostgres === null ? '' : ` (skipped: ${noPostgres})`}`,
    { timeout: 5 * minutes },
    async () => {
      if ('skipped' in postgres) return
      const { sql, url, close } = await openPostgresDatabase(postgres.url, 'under_load')
      const pools = [1, 2, 3, 4].map(() => openPool(url))
      const random = seeded(2)
      await refreshUnderLoad({
        sql,
        writers: pools.map((pool) => pool.sql),
        engine: createEmbeddedEngine(sql, project),
        refreshes: 20,
        kill: () =>
          sql.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like '%dbt_aicwd%' and pid <> pg_backend_pid() and datname = current_database()",
          ),
        stopAfter: () => whole(random, 1, 300),
      })
      for (const pool of pools) await pool.close()
      await close()
    },
  )

  it.skipIf(noDbt !== null)(`dbt, on PostgreSQL${noDbt === null ? '' : ` (skipped: ${noDbt})`}`, { timeout: 10 * minutes }, async () => {
    if ('skipped' in postgres) return
    const { sql, url, close } = await openPostgresDatabase(postgres.url, 'dbt_under_load')
    const pools = [1, 2, 3, 4].map(() => openPool(url))
    await refreshUnderLoad({
      sql,
      writers: pools.map((pool) => pool.sql),
      engine: createDbtEngine({ dbt, databaseUrl: url, sql, env: process.env }),
      refreshes: 3,
      kill: () =>
        sql.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dbt' and datname = current_database()"),
      stopAfter: () => 4_000,
    })
    for (const pool of pools) await pool.close()
    await close()
  })
})
