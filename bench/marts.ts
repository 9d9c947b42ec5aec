import type { Engine, Transformed } from '../backend/core/etl.ts'
import type { MeasuredLog } from '../backend/core/measurement.ts'
import { openPool } from '../backend/node/pool.ts'
import { createDbtEngine } from '../backend/node/transform/dbt.ts'
import { createEmbeddedEngine } from '../backend/node/transform/embedded.ts'
import { findDbt } from '../backend/node/transform/findDbt.ts'
import { dbtFolder } from '../backend/node/transform/folder.ts'
import { readProject } from '../backend/node/transform/project.ts'
import { measuredLog } from '../backend/store/contract/logs.ts'
import { compact } from '../backend/store/postgres/compact.ts'
import { createLogStore } from '../backend/store/postgres/logStore.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'
import { startPostgres } from '../test/postgres.ts'
import { openPostgresDatabase } from '../test/postgresDatabase.ts'
import { atMost, type Figure } from './figure.ts'
import { fillWithLogs } from './million.ts'

const news = 10_000
const rounds = 5
const minute = 60_000

const newLogs = (round: number, now: number): MeasuredLog[] =>
  Array.from({ length: news }, (_, at) =>
    measuredLog(at, {
      id: `new-${round}-${at}`,
      timestamp: now + round * 15 * minute + Math.floor((at * 15 * minute) / news),
      model: `model-${at % 3}`,
      route: `route-${at % 8}`,
    }),
  )

const save = async (sql: Sql, logs: readonly MeasuredLog[]): Promise<void> => {
  const store = createLogStore(sql, { clock: Date.now })
  for (let at = 0; at < logs.length; at += 2_000) await store.saveLogs(logs.slice(at, at + 2_000))
}

const timed = async (engine: Engine, full: boolean): Promise<{ ms: number; inModels: number; rowsIn: number }> => {
  const began = performance.now()
  const outcome: Transformed = await engine.transform({ full, signal: new AbortController().signal })
  if (outcome.status === 'failed') throw new Error(outcome.error)
  return { ms: performance.now() - began, inModels: outcome.models.reduce((sum, { ms }) => sum + ms, 0), rowsIn: outcome.rowsIn }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

interface Measured {
  fullMs: number
  refreshMs: number
  embeddedInModels: number
  dbtInModels: number | null
}

const measure = async (server: string, stored: number): Promise<Measured> => {
  const { url, close } = await openPostgresDatabase(server, `stored_${stored}`)
  await close()
  const pool = openPool(url, { statementMs: 900_000 })
  const now = Math.floor(Date.now() / (15 * minute)) * 15 * minute
  await fillWithLogs(pool.sql, stored, now, { bodies: false })
  await compact(pool.sql, now)
  await pool.sql.query('vacuum analyze')
  const embedded = createEmbeddedEngine(pool.sql, readProject(dbtFolder()))
  const { ms: fullMs } = await timed(embedded, true)
  await pool.sql.query('vacuum analyze')
  const times: number[] = []
  const inModels: number[] = []
  for (let round = 0; round < rounds; round++) {
    await save(pool.sql, newLogs(round, now))
    const { ms, inModels: own, rowsIn } = await timed(embedded, false)
    if (rowsIn !== news) throw new Error(`${rowsIn} logs were read, not ${news}`)
    times.push(ms)
    inModels.push(own)
  }
  const dbt = findDbt(null, process.env.PATH ?? '')
  let dbtInModels: number | null = null
  if ('program' in dbt) {
    await save(pool.sql, newLogs(rounds, now))
    dbtInModels = (await timed(createDbtEngine({ dbt, databaseUrl: url, sql: pool.sql, env: process.env }), false)).inModels
  } else console.log(`dbt left out: ${dbt.missing}`)
  await pool.close()
  return { fullMs, refreshMs: median(times), embeddedInModels: median(inModels), dbtInModels }
}

/** Refreshing the marts by 10,000 new logs at 100,000 and at 1,000,000 stored ones, on PostgreSQL. */
export const bench = async (): Promise<Figure[]> => {
  const postgres = await startPostgres()
  if ('skipped' in postgres) throw new Error(postgres.skipped)
  try {
    const few = await measure(postgres.url, 100_000)
    const many = await measure(postgres.url, 1_000_000)
    return [
      atMost('refresh of 10,000 new logs, 1 M / 100 k stored', many.refreshMs / few.refreshMs, '×', 1.2),
      atMost('refresh of 10,000 new logs, 1 M stored', many.refreshMs / 1_000, 's', 3),
      atMost('full refresh of 1 M', many.fullMs / 1_000, 's', 120),
      ...(many.dbtInModels === null
        ? []
        : [atMost('time in models, embedded / dbt, 1 M stored', many.embeddedInModels / many.dbtInModels, '×', 2)]),
    ]
  } finally {
    await postgres.stop()
  }
}
