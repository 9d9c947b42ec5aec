import { StoreUnavailable } from '../core/ports.ts'
import type { Sql } from '../store/postgres/sql.ts'
import { startThread, type Thread } from './databaseThread.ts'
import { databaseOf, makeFolder } from './folder.ts'
import { inTurns } from './turns.ts'

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
  const sql = inTurns((limits) => {
    if (closed) throw new StoreUnavailable('the embedded database is closed')
    if (thread === null || thread.ended()) thread = startThread(workerFile, folder)
    return thread.within(limits)
  })
  const close = async () => {
    // after what is under way and what waits to be written; what waits to be read is told that it is closed
    const end = async () => {
      closed = true
    }
    await sql.transaction(end).catch(end)
    await thread?.close()
  }
  return { sql, close }
}
