import { parse } from 'csv-parse/sync'
import type { Queries } from '../../store/postgres/sql.ts'
import type { Model } from './project.ts'

const counted = async (tx: Queries, text: string): Promise<number> => (await tx.query<{ rows: number }>(text))[0]?.rows ?? 0

const indexed = async (tx: Queries, { indexes }: Model, relation: string): Promise<void> => {
  for (const columns of indexes) await tx.query(`create index on ${relation} (${columns.join(', ')})`)
}

const anew = async (tx: Queries, model: Model, relation: string, sql: string): Promise<number> => {
  await tx.query(`drop table if exists ${relation} cascade`)
  await tx.query(`create table ${relation} as (${sql})`)
  await indexed(tx, model, relation)
  await tx.query(`analyze ${relation}`) // nothing is known of it otherwise, and what comes next is planned badly
  return counted(tx, `select count(*)::int as rows from ${relation}`)
}

/** What dbt does in three statements over a temporary table; each such table would leave dead rows in the catalogue. */
const added = (tx: Queries, { uniqueKey }: Model, relation: string, sql: string): Promise<number> =>
  counted(
    tx,
    `with fresh as materialized (${sql}),
    ${uniqueKey === null ? '' : `gone as (delete from ${relation} where ${uniqueKey} in (select ${uniqueKey} from fresh)),`}
    added as (insert into ${relation} select * from fresh returning 1)
    select count(*)::int as rows from added`,
  )

const seeded = async (tx: Queries, model: Model, relation: string): Promise<number> => {
  const rows = parse(model.text, { columns: true }) as Record<string, string>[]
  const names = Object.keys(rows[0] ?? {})
  const types = names.map((name) => `${name} ${model.columnTypes[name] ?? 'text'}`).join(', ')
  await tx.query(`drop table if exists ${relation} cascade`)
  await tx.query(`create table ${relation} (${types})`)
  const given = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] === '' ? null : row[name]])))
  await tx.query(`insert into ${relation} select * from json_to_recordset($1::json) as given (${types})`, [JSON.stringify(given)])
  return rows.length
}

/** Makes the relation of a model from its SQL, or adds to it; how many rows were written. */
export const materialize = async (
  tx: Queries,
  model: Model,
  { relation, sql, isIncremental }: { relation: string; sql: string; isIncremental: boolean },
): Promise<number> => {
  if (model.materialized === 'seed') return seeded(tx, model, relation)
  if (isIncremental) return added(tx, model, relation, sql)
  if (model.materialized !== 'view') return anew(tx, model, relation, sql)
  await tx.query(`drop view if exists ${relation} cascade`)
  await tx.query(`create view ${relation} as (${sql})`)
  return 0
}
