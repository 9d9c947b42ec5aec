import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { askPglite } from '../backend/node/askPglite.ts'
import { inTurns } from '../backend/node/turns.ts'
import { migrate } from '../backend/store/postgres/migrations.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

const over = (db: PGlite): Sql => inTurns(() => ({ query: (text, params) => askPglite(db, text, params) }))

/** A migrated, empty database as a tar, made once for all tests: opening it takes a fraction of making one. */
export const createTemplate = async (): Promise<Blob> => {
  const db = await PGlite.create()
  await migrate(over(db))
  const tar = await db.dumpDataDir('none')
  await db.close()
  return tar
}

/** The same without a template, where there is none: in service tests. */
export const openNewDatabase = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const db = await PGlite.create()
  const sql = over(db)
  await migrate(sql)
  return { sql, close: () => db.close() }
}

/** A database of its own for a test, in this thread and in memory. */
export const openTestDatabase = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const { readFileSync } = await import('node:fs')
  const db = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('template'))]) })
  return { sql: over(db), close: () => db.close() }
}
