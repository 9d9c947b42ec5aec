import { readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { createAsk, planning } from '../backend/node/askPglite.ts'
import { inTurns } from '../backend/node/turns.ts'
import { migrate } from '../backend/store/postgres/migrations.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

const over = async (db: PGlite): Promise<Sql> => {
  await db.exec(planning)
  const query = createAsk(db)
  return inTurns(() => ({ query }))
}

/** A migrated, empty database as a tar, made once for all tests: opening it takes a fraction of making one. */
export const createTemplate = async (): Promise<Blob> => {
  const db = await PGlite.create()
  await migrate(await over(db))
  const tar = await db.dumpDataDir('none')
  await db.close()
  return tar
}

/** The same without a template, where there is none: in service tests. */
export const openNewDatabase = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const db = await PGlite.create()
  const sql = await over(db)
  await migrate(sql)
  return { sql, close: () => db.close() }
}

interface Emptied {
  sql: Sql
  /** Back to what a migrated, empty database is. */
  empty(): Promise<void>
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A database of the template, in memory. */
export const openTemplate = (): Promise<PGlite> => PGlite.create({ loadDataDir: new Blob([readFileSync(inject('template'))]) })

const openEmptied = async (): Promise<Emptied> => {
  const db = await openTemplate()
  const sql = await over(db)
  const rows = (text: string) => db.query<Record<string, string>>(text).then((result) => result.rows)
  const schemas = () => rows(`select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`)
  const tables = (await rows(`select tablename as name from pg_tables where schemaname = 'public' order by 1`)).map(
    ({ name }) => name as string,
  )
  const own = new Set((await schemas()).map(({ name }) => name))
  const given: string[] = []
  for (const name of tables) {
    const [row] = await rows(`select coalesce(json_agg(t), '[]')::text as rows from ${quoted(name)} t`)
    const text = row?.rows ?? '[]'
    if (text !== '[]')
      given.push(
        `insert into ${quoted(name)} select * from json_populate_recordset(null::${quoted(name)}, '${text.replaceAll("'", "''")}')`,
      )
  }
  const emptyAll = `truncate ${tables.map(quoted).join(', ')} restart identity cascade; ${given.join(';')}`
  return {
    sql,
    empty: async () => {
      for (const { name } of await schemas()) if (!own.has(name)) await sql.query(`drop schema ${quoted(name as string)} cascade`)
      await db.exec(`discard temp; reset all; ${planning}`) // statements stay prepared
      await db.exec(emptyAll)
    },
  }
}

/** Databases nobody uses; another test of the file takes one, which is much faster than opening it. */
const free: Emptied[] = []

/** An empty database of its own for a test, in this thread and in memory. */
export const openTestDatabase = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const database = free.pop() ?? (await openEmptied())
  let closed = false
  return {
    sql: database.sql,
    close: async () => {
      if (closed) return // it may be another test's by now
      closed = true
      await database.empty()
      free.push(database)
    },
  }
}
