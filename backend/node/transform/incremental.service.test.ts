import { afterAll, describe, expect, it } from 'vitest'
import { differences, publishedLogs } from '../../../test/marts.ts'
import { openNewDatabase } from '../../../test/pglite.ts'
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
  /** Before each refresh: sees to it that it is stopped, or killed, or neither, by its number. */
  disturb: (at: number, stop: AbortController) => () => void
}

const refreshUnderLoad = async ({ sql, writers, engine, refreshes, disturb }: Setting): Promise<void> => {
  let over = false
  const writing = Promise.all(writers.map((own, writer) => write(own, writer, seeded(writer), () => over)))
  const outcomes: string[] = []
  try {
    for (let at = 0; at < refreshes; at++) {
      const stop = new AbortController()
      const ended = disturb(at, stop)
      outcomes.push((await engine.transform({ full: at === 10, signal: stop.signal })).status)
      ended()
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

/** Every third refresh is left alone, every third is stopped after a while, every third loses its database session. */
const byTheClock =
  (afterMs: () => number, kill: () => Promise<unknown>): Setting['disturb'] =>
  (at, stop) => {
    if (at % 3 === 0) return () => {}
    const timer = setTimeout(() => (at % 3 === 1 ? stop.abort(new Error('stopped')) : void kill()), afterMs())
    return () => clearTimeout(timer)
  }

/** A database in this thread lets no clock run beside it: a transaction is lost at one of its statements instead. */
const losing = (sql: Sql) => {
  let left = Number.POSITIVE_INFINITY
  const lossy: Sql = {
    ...sql,
    transaction: (work) =>
      sql.transaction((tx) =>
        work({
          query: (text, params) => {
            if (left-- <= 0) throw new Error('the session was lost')
            return tx.query(text, params)
          },
        }),
      ),
  }
  return {
    lossy,
    loseAfter: (statements: number) => {
      left = statements
    },
  }
}

const killSessions = (sql: Sql, which: string) => () =>
  sql.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where ${which} and pid <> pg_backend_pid() and datname = current_database()`,
  )

describe('refreshes under load, some of them stopped or killed, lose nothing and count nothing twice', () => {
  it('embedded, on PGlite', { timeout: 5 * minutes }, async () => {
    const { sql, close } = await openNewDatabase()
    const random = seeded(1)
    const { lossy, loseAfter } = losing(sql)
    await refreshUnderLoad({
      sql,
      writers: [sql, sql, sql, sql],
      engine: createEmbeddedEngine(lossy, project),
      refreshes: 20,
      disturb: (at) => {
        loseAfter(at % 3 === 0 ? Number.POSITIVE_INFINITY : whole(random, 1, 90))
        return () => loseAfter(Number.POSITIVE_INFINITY)
      },
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
        disturb: byTheClock(() => whole(random, 1, 300), killSessions(sql, "query like '%dbt_aicwd%'")),
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
      disturb: byTheClock(() => 4_000, killSessions(sql, "application_name = 'dbt'")),
    })
    for (const pool of pools) await pool.close()
    await close()
  })
})
