import pg from 'pg'
import { StoreUnavailable } from '../core/ports.ts'
import type { Queries, Sql } from '../store/postgres/sql.ts'
import { faultOf } from './faults.ts'

/** Counts and milliseconds stay below 2^53. */
const int8 = 20
const int8Array = 1016
pg.types.setTypeParser(int8, Number)
const parseTexts = pg.types.getTypeParser(1009 as never) as (text: string) => string[]
pg.types.setTypeParser(int8Array as never, (text: string) => parseTexts(text).map(Number))

const connectMs = 5_000

/** The server ends a statement that takes too long; this long after it should have, it is not heard of any more. */
const graceMs = 5_000

const asking = (client: Pick<pg.ClientBase, 'query'>, statementMs: number): Queries => ({
  query: async (text, params = []) => {
    try {
      const asked = { text, values: [...params], query_timeout: statementMs + graceMs }
      return (await client.query(asked)).rows
    } catch (error) {
      throw faultOf(error)
    }
  },
})

/** A pool over PostgreSQL that comes back by itself when the server does. */
export const openPool = (connectionString: string, { statementMs = 30_000 } = {}): { sql: Sql; close(): Promise<void> } => {
  const pool = new pg.Pool({
    connectionString,
    max: 8,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    application_name: 'aicwd',
    keepAlive: true,
    // Sums are added in memory; PostgreSQL's own settings are those of slow disks.
    options: '-c jit=off -c work_mem=16MB -c random_page_cost=1.1',
  })
  pool.on('error', () => {}) // an idle connection was lost: the next statement takes another

  const transaction: Sql['transaction'] = async (work, limits) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw faultOf(error)
    })
    const queries = asking(client, limits?.statementMs ?? statementMs)
    let broken: Error | undefined
    client.on('error', (error) => {
      broken = error
    })
    try {
      await queries.query('begin')
      if (limits !== undefined) await queries.query(`set local statement_timeout = ${limits.statementMs}`)
      const result = await work(queries)
      await queries.query('commit')
      return result
    } catch (error) {
      // A connection that failed is thrown away, which rolls back; waiting for its answer to `rollback` may take as long again.
      if (error instanceof StoreUnavailable) broken = error
      else
        await queries.query('rollback').catch((fault: Error) => {
          broken = fault
        })
      throw error
    } finally {
      client.removeAllListeners('error')
      client.release(broken)
    }
  }

  const { query } = asking(pool as unknown as pg.ClientBase, statementMs)
  return { sql: { query, alone: query, transaction }, close: () => pool.end() }
}
