import { openPool } from '../backend/node/pool.ts'
import { migrate } from '../backend/store/postgres/migrations.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

/** A new database on a server, migrated. */
export const openPostgresDatabase = async (server: string, name: string): Promise<{ sql: Sql; url: string; close(): Promise<void> }> => {
  const admin = openPool(server)
  await admin.sql.query(`create database ${name}`)
  await admin.close()
  const url = new URL(server)
  url.pathname = `/${name}`
  const { sql, close } = openPool(String(url))
  await migrate(sql)
  return { sql, url: String(url), close }
}
