import { compact } from '../store/postgres/compact.ts'
import { migrate } from '../store/postgres/migrations.ts'
import type { Sql } from '../store/postgres/sql.ts'
import { holdFolder, makePrivate } from './dataFolder.ts'
import { openPglite } from './pglite.ts'
import { openPool } from './pool.ts'

export interface Database {
  kind: 'embedded' | 'postgres'
  sql: Sql
  /** Called once a minute: merges sums, and does for PGlite what autovacuum does elsewhere. */
  maintain(): Promise<void>
  close(): Promise<void>
}

/** Maintenances after which the big tables are vacuumed and analyzed: soon after the start, when little is there, then once an hour. */
const isDue = (times: number): boolean => [1, 4, 16].includes(times) || times % 60 === 0

const embedded = async (dataDir: string, workerFile?: URL): Promise<Database> => {
  const release = holdFolder(dataDir)
  const { sql, close } = openPglite(dataDir, workerFile)
  let times = 0
  const end = async () => {
    await close()
    release()
  }
  try {
    await migrate(sql)
    makePrivate(dataDir) // its first files are made readable by all, whatever the umask
  } catch (error) {
    await end()
    throw error
  }
  return {
    kind: 'embedded',
    sql,
    maintain: async () => {
      await compact(sql, Date.now())
      for (const table of ['log_tail', 'log_sums', 'log_position']) await sql.query(`vacuum ${table}`)
      if (isDue(++times)) for (const table of ['log_sums', 'logs', 'log_bodies', 'sessions']) await sql.query(`vacuum analyze ${table}`)
    },
    close: end,
  }
}

const postgres = async (url: string): Promise<Database> => {
  const { sql, close } = openPool(url)
  try {
    await migrate(sql)
  } catch (error) {
    await close()
    throw error
  }
  return { kind: 'postgres', sql, maintain: () => compact(sql, Date.now()), close }
}

export interface Where {
  dataDir: string
  /** Null: the embedded database in `dataDir`. */
  databaseUrl: string | null
  /** The built `databaseWorker.ts`; absent, the one beside the program. */
  workerFile?: URL
}

/** Opens and migrates PostgreSQL when there is an address, else PGlite in the data folder. Throws `DataFolderHeld`, or why it can't be opened. */
export const openDatabase = ({ dataDir, databaseUrl, workerFile }: Where): Promise<Database> =>
  databaseUrl === null ? embedded(dataDir, workerFile) : postgres(databaseUrl)
