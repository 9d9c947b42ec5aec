import { StoreUnavailable } from '../core/ports.ts'
import type { Queries, Sql } from '../store/postgres/sql.ts'
import { startThread, type Thread } from './databaseThread.ts'
import { databaseOf, makeFolder } from './folder.ts'

/**
 * Statements one at a time, and a transaction as one turn: there is one connection, so others must wait outside. `connection` is asked once a
 * turn, so that no transaction goes on in a connection that did not begin it.
 */
export const inTurns = (connection: () => Queries): Sql => {
  let last: Promise<unknown> = Promise.resolve()
  const turn = <T>(work: (db: Queries) => Promise<T>): Promise<T> => {
    const mine = last.then(() => work(connection()))
    last = mine.catch(() => {})
    return mine
  }
  return {
    query: (text, params) => turn((db) => db.query(text, params)),
    transaction: (work) =>
      turn(async (db) => {
        await db.query('begin')
        try {
          const result = await work(db)
          await db.query('commit')
          return result
        } catch (error) {
          await db.query('rollback').catch(() => {})
          throw error
        }
      }),
  }
}

/** Where the build puts the worker: beside the program. */
const builtWorker = new URL('./databaseWorker.js', import.meta.url)

/**
 * The embedded database in a folder of its own. A thread that dies fails what waits for it, and the next
 * statement starts another. PGlite never calls fsync: a power cut may lose what was last, a killed process loses nothing.
 */
export const openPglite = (dataDir: string, workerFile: URL = builtWorker): { sql: Sql; close(): Promise<void> } => {
  const folder = databaseOf(dataDir)
  process.umask(0o077) // PGlite would let everybody read the files it adds
  makeFolder(folder)

  let thread: Thread | null = null
  let closed = false
  const sql = inTurns(() => {
    if (closed) throw new StoreUnavailable('the embedded database is closed')
    if (thread === null || thread.ended()) thread = startThread(workerFile, folder)
    return thread
  })
  const close = async () => {
    await sql.transaction(async () => {}).catch(() => {}) // after what is under way
    closed = true
    await thread?.close()
  }
  return { sql, close }
}
