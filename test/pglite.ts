import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { inTurns } from '../backend/node/pglite.ts'
import { migrate } from '../backend/store/postgres/migrations.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

/** A migrated, empty database as a tar, made once for all tests: opening it takes a fraction of making one. */
export const createTemplate = async (): Promise<Blob> => {
  const db = await PGlite.create()
  await migrate(inTurns({ query: async (text, params = []) => (await db.query(text, [...params])).rows as never[] }))
  const tar = await db.dumpDataDir('none')
  await db.close()
  return tar
}

/** A database of its own for a test, in this thread and in memory. */
export const openTestDatabase = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const { readFileSync } = await import('node:fs')
  const db = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('template'))]) })
  const sql = inTurns({ query: async (text, params = []) => (await db.query(text, [...params])).rows as never[] })
  return { sql, close: () => db.close() }
}
