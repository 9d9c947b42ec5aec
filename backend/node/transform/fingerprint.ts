import { createHash } from 'node:crypto'
import type { Queries } from '../../store/postgres/sql.ts'
import type { Project } from './project.ts'
import { schemaName } from './render.ts'

/** Stands for all that decides what the marts hold. */
export const fingerprintOf = ({ models, macros }: Project): string =>
  `models ${createHash('sha256')
    .update(JSON.stringify([models, macros]))
    .digest('hex')
    .slice(0, 16)}`

/**
 * Whether there are marts and other models have made them: a new version of the program builds them anew. The schema's
 * comment says which made them; without one it was dbt by hand.
 */
export const madeByOthers = async (sql: Queries, fingerprint: string): Promise<boolean> => {
  const [row] = await sql.query<{ comment: string | null }>(
    `select obj_description(oid, 'pg_namespace') as comment from pg_namespace
    where nspname = $1 and exists (select 1 from pg_tables where schemaname = $1)`,
    [schemaName],
  )
  return row !== undefined && row.comment !== null && row.comment !== fingerprint
}

export const noteMaker = async (sql: Queries, fingerprint: string): Promise<void> => {
  await sql.query(`comment on schema ${schemaName} is '${fingerprint}'`)
}
