import { dropSessions } from '../store/postgres/accessStore.ts'
import { compact } from '../store/postgres/compact.ts'
import { migrate } from '../store/postgres/migrations.ts'
import type { Sql } from '../store/postgres/sql.ts'
import { holdFolder, makePrivate } from './dataFolder.ts'
import { openPglite } from './pglite.ts'
import { openPool } from './pool.ts'

export interface Database {
  kind: 'embedded' | 'postgres'
  sql: Sql
  /** Called every few seconds: merges sums, forgets sessions, and does for PGlite what autovacuum does elsewhere. */
  maintain(): Promise<void>
  close(): Promise<void>
}

const vacuums = [
  { tables: ['log_tail', 'log_position'], everyMs: 0 },
  { tables: ['log_sums', 'red_team_runs', 'red_team_attempts'], everyMs: 60_000 },
  { tables: ['logs', 'log_bodies', 'sessions', 'red_team_findings'], everyMs: 3_600_000 },
]

const hourMs = 3_600_000

/** The marts, what they publish, and the catalogue, whose rows change whenever a mart is made anew. */
const martTables = `
  select format('%I.%I', schemaname, tablename) as name from pg_tables
  where schemaname = 'dbt_aicwd' or tablename in ('metrics', 'removed_logs')
    or (schemaname = 'pg_catalog' and tablename in ('pg_class', 'pg_attribute', 'pg_type', 'pg_depend', 'pg_rewrite', 'pg_index', 'pg_statistic'))`

/** PGlite has no autovacuum: the tables that change most are vacuumed and analyzed most often. */
const createVacuum = (sql: Sql) => {
  const last = new Map<string, number>()
  const vacuum = async (table: string, everyMs: number, now: number): Promise<void> => {
    if (now - (last.get(table) ?? 0) < everyMs) return
    await sql.query(`vacuum (analyze) ${table}`)
    last.set(table, now)
  }
  let martsSeen = 0
  return async (now: number): Promise<void> => {
    for (const { tables, everyMs } of vacuums) for (const table of tables) await vacuum(table, everyMs, now)
    if (now - martsSeen < hourMs) return
    martsSeen = now
    for (const { name } of await sql.query<{ name: string }>(martTables)) await vacuum(name, hourMs, now)
  }
}

const tidy = async (sql: Sql, now: number): Promise<void> => {
  await compact(sql, now)
  await dropSessions(sql, now)
}

const embedded = async (dataDir: string, workerFile?: URL): Promise<Database> => {
  const release = holdFolder(dataDir)
  const { sql, close } = openPglite(dataDir, workerFile)
  const vacuum = createVacuum(sql)
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
      const now = Date.now()
      await tidy(sql, now)
      await vacuum(now)
    },
    close: end,
  }
}

const oldestVersion = 14

const checkVersion = async (sql: Sql): Promise<void> => {
  const [row] = await sql.query<{ version: number }>("select current_setting('server_version_num')::int / 10000 as version")
  if (row !== undefined && row.version < oldestVersion)
    throw new Error(`PostgreSQL ${oldestVersion} or newer is needed, this is ${row.version}`)
}

const postgres = async (url: string): Promise<Database> => {
  const { sql, close } = openPool(url)
  try {
    await checkVersion(sql)
    await migrate(sql)
  } catch (error) {
    await close()
    throw error
  }
  return { kind: 'postgres', sql, maintain: () => tidy(sql, Date.now()), close }
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
