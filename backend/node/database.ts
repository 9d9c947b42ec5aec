import { compact } from '../store/postgres/compact.ts'
import { migrate } from '../store/postgres/migrations.ts'
import type { Sql } from '../store/postgres/sql.ts'
import { holdFolder } from './dataFolder.ts'
import { openPglite } from './pglite.ts'
import { openPool } from './pool.ts'

export interface Database {
  kind: 'embedded' | 'postgres'
  sql: Sql
  /** Called once a minute: merges sums, and does for PGlite what autovacuum does elsewhere. */
  maintain(): Promise<void>
  close(): Promise<void>
}

/** Every how many maintenances the big tables are vacuumed and analyzed. */
const seldom = 60

const embedded = async (dataDir: string): Promise<Database> => {
  const release = holdFolder(dataDir)
  const { sql, close } = openPglite(dataDir)
  let times = 0
  const end = async () => {
    await close()
    release()
  }
  try {
    await migrate(sql)
  } catch (error) {
    await end()
    throw error
  }
  return {
    kind: 'embedded',
    sql,
    maintain: async () => {
      await compact(sql, Date.now())
      await sql.query('vacuum log_sums')
      await sql.query('analyze logs')
      if (++times % seldom === 0) for (const table of ['logs', 'log_bodies', 'log_position', 'sessions']) await sql.query(`vacuum ${table}`)
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

/** Opens and migrates PostgreSQL when there is an address, else PGlite in the data folder. Throws `DataFolderHeld`, or why it can't be opened. */
export const openDatabase = ({ dataDir, databaseUrl }: { dataDir: string; databaseUrl: string | null }): Promise<Database> =>
  databaseUrl === null ? embedded(dataDir) : postgres(databaseUrl)
