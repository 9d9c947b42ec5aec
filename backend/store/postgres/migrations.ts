import { attemptsByKey } from './migrations/attemptsByKey.ts'
import { axes } from './migrations/axes.ts'
import { course } from './migrations/course.ts'
import { deletions } from './migrations/deletions.ts'
import { drift } from './migrations/drift.ts'
import { embedders } from './migrations/embedders.ts'
import { etl } from './migrations/etl.ts'
import { logs } from './migrations/logs.ts'
import { marts } from './migrations/marts.ts'
import { redTeam } from './migrations/redTeam.ts'
import { saveFindings } from './migrations/saveFindings.ts'
import { saveLogs } from './migrations/saveLogs.ts'
import type { Sql } from './sql.ts'

/** It made what `saveFindings` makes anew. */
const savedBefore = ''

/** Each runs once, in order; what has been released is never changed, only added to. Statements end with a semicolon at the end of a line. */
export const migrations: readonly string[] = [
  logs,
  redTeam,
  etl,
  marts,
  deletions,
  drift,
  savedBefore,
  embedders,
  saveLogs,
  saveFindings,
  course,
  axes,
  attemptsByKey,
]

const lock = 7_214_001

/** Brings the schema up to date; hosts that start together take turns. */
export const migrate = (sql: Sql): Promise<void> =>
  sql.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${lock})`)
    await tx.query('create table if not exists schema_version (version int not null)')
    const [row] = await tx.query<{ version: number | null }>('select max(version) as version from schema_version')
    const done = row?.version ?? 0
    if (done > migrations.length)
      throw new Error(`the database is of a newer version of aicwd (schema ${done}, this one knows ${migrations.length}): update aicwd`)
    for (const [index, statements] of migrations.entries()) {
      if (index < done) continue
      for (const statement of statements.split(/;\s*\n/)) if (statement.trim() !== '') await tx.query(statement)
      await tx.query('insert into schema_version values ($1)', [index + 1])
    }
  })
