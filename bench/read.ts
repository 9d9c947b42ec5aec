import { openPool } from '../backend/node/pool.ts'
import { compact } from '../backend/store/postgres/compact.ts'
import { createLogStore } from '../backend/store/postgres/logStore.ts'
import { migrate } from '../backend/store/postgres/migrations.ts'
import { startPostgres } from '../test/postgres.ts'
import { atMost, type Figure } from './figure.ts'
import { quantile } from './load.ts'
import { fillWithLogs } from './million.ts'

const logs = 1_000_000
const hour = 3_600_000
const day = 24 * hour
const rounds = 40

const p95 = async (work: (round: number) => Promise<unknown>): Promise<number> => {
  for (let round = 0; round < 3; round++) await work(round)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work(round)
    times.push(performance.now() - began)
  }
  return quantile(times, 0.95)
}

const figuresOf = async (url: string): Promise<Figure[]> => {
  // Filling and compacting a million at once takes longer than the product gives any one statement.
  const { sql, close } = openPool(url, { statementMs: 900_000 })
  await migrate(sql)
  const now = Date.now()
  await fillWithLogs(sql, logs, now)
  await compact(sql, now)
  await sql.query('vacuum analyze')
  const store = createLogStore(sql, { clock: () => now })
  const recent = { source: 'production', from: now - day, to: now } as const
  const month = { source: 'production', from: now - 30 * day, to: now } as const
  const somewhere = (round: number) => 1 + ((round * 7919 * 31) % logs)
  const figures: Figure[] = []
  const figure = async (name: string, limit: number, work: (round: number) => Promise<unknown>) => {
    figures.push(atMost(`${name}, p95`, await p95(work), 'ms', limit))
  }
  await figure('metrics of 24 h', 50, () => store.sums({ ...recent, bucketMs: null, groupBy: [] }))
  await figure('metrics of 24 h by 15 minutes', 50, () => store.sums({ ...recent, bucketMs: 15 * 60_000, groupBy: [] }))
  await figure('metrics of 24 h by route', 50, () => store.sums({ ...recent, bucketMs: null, groupBy: ['route'] }))
  await figure('metrics of 30 d', 150, () => store.sums({ ...month, bucketMs: null, groupBy: [] }))
  await figure('metrics of 30 d by day', 150, () => store.sums({ ...month, bucketMs: day, groupBy: [] }))
  await figure('metrics of 30 d by hour', 300, () => store.sums({ ...month, bucketMs: hour, groupBy: [] }))
  await figure('metrics of everything by model', 150, () => store.sums({ source: 'production', bucketMs: null, groupBy: ['model'] }))
  await figure('page of logs', 50, () => store.logs({ limit: 50 }))
  await figure('page of logs deep in', 50, (round) => store.logs({ limit: 50, cursor: `${now - round * 12 * hour}.${somewhere(round)}` }))
  await figure('page of logs of a route and a status', 50, () => store.logs({ limit: 50, route: 'route-3', status: 'error' }))
  await figure('page of logs of a service that is not there', 50, () => store.logs({ limit: 50, service: 'nobody' }))
  await figure('page of logs with much waste', 50, () => store.logs({ limit: 50, minWaste: 2 }))
  await figure('page of logs with a word in them', 500, () => store.logs({ limit: 50, q: 'no such word' }))
  await figure('one log', 20, (round) => store.log(`log-${somewhere(round)}`))
  await figure('1,000 changes', 50, (round) => store.changes(String(somewhere(round)), 1_000))
  await figure('prompts that waste most in 24 h', 150, () => store.topPrompts(recent, 20))
  await figure('prompts that waste most of all', 2_000, () => store.topPrompts({ source: 'production' }, 20))
  await figure('example of a route', 50, (round) => store.exampleOf({ route: `route-${round % 8}`, source: 'production' }))
  await figure('position', 50, (round) => store.position(String(somewhere(round))))
  await close()
  return figures
}

/** Reading at 1,000,000 logs of 30 days on PostgreSQL, through the store. */
export const bench = async (): Promise<Figure[]> => {
  const postgres = await startPostgres()
  if ('skipped' in postgres) throw new Error(postgres.skipped)
  try {
    return await figuresOf(postgres.url)
  } finally {
    await postgres.stop()
  }
}
