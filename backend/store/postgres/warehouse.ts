import { type ExportTable, type MetricRow, ratioNames } from '../../core/etl.ts'
import { sumFields } from '../../core/summary.ts'
import { snake } from './columns.ts'
import { filterOf } from './deletionStore.ts'
import { blanks, exported, exportedColumns } from './exported.ts'
import { type HeadRow, headColumns } from './heads.ts'
import { createRemovals } from './remove.ts'
import type { Queries, Sql } from './sql.ts'
import { appendSums } from './sums.ts'

type Row = Record<string, unknown>

const moveCursor = async (tx: Queries, name: string, cursor: string): Promise<void> => {
  await tx.query('insert into etl_cursors values ($1, $2) on conflict (name) do update set cursor = excluded.cursor', [name, cursor])
}

/**
 * Logs get a place of the warehouse's own, in the order they come: below it nothing is ever added, whatever the cursors of a host promise.
 * One that is there already is left as it is.
 */
const loadLogs = async (tx: Queries, rows: readonly Row[]): Promise<void> => {
  const [base] = await tx.query<{ seq: number }>('update log_position set last_seq = last_seq + $1 returning last_seq - $1 as seq', [
    rows.length,
  ])
  const placed = rows.map((row, at) => ({ ...row, seq: Number(base?.seq ?? 0) + at + 1 }))
  const stored = await tx.query<HeadRow>(
    `insert into logs select * from json_populate_recordset(null::logs, $1::json) on conflict (id) do nothing returning ${headColumns.join(', ')}`,
    [JSON.stringify(placed)],
  )
  await appendSums(tx, stored)
}

/** What tells the rows of the other tables apart. */
const uniqueBy = {
  drift_sums: 'hour_ms, route, model, embedder, writer',
  baselines: 'route, model, embedder',
  red_team_runs: 'run_id',
  red_team_findings: 'finding_id',
} as const
type Replaced = keyof typeof uniqueBy

/** What a row is given of the warehouse's own: its place in commit order there. */
const placed = async (tx: Queries, table: Replaced): Promise<Row> => {
  if (table !== 'drift_sums') return {}
  const [place] = await tx.query<{ seq: number }>('update log_position set last_seq = last_seq + 1 returning last_seq as seq')
  return { last_seq: place?.seq }
}

/** A server of a newer version has columns that are not known here: they are left out until this program is updated too. */
const knownOf = async (tx: Queries, table: ExportTable, rows: readonly Row[]): Promise<Row[]> => {
  const known = new Set(await exportedColumns(tx, table))
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => known.has(column))))
}

/** A finding of a run that is not there yet comes with a later round. */
const replaceRows = async (tx: Queries, table: Replaced, rows: readonly Row[]): Promise<void> => {
  const place = await placed(tx, table)
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'seq' || table !== 'red_team_findings')
  const key = uniqueBy[table]
  const list = columns.join(', ')
  await tx.query(
    `insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, $1::json)
    ${table === 'red_team_findings' ? 'where run_id in (select run_id from red_team_runs)' : ''}
    on conflict (${key}) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [JSON.stringify(rows.map((row) => ({ ...row, ...place })))],
  )
}

const removedAtOnce = 1_000

/** Takes away what the host took away, batch by batch; a row is one deletion that is done there. */
const repeatDeletions = async (sql: Sql, rows: readonly Row[]): Promise<void> => {
  const { deleteLogs } = createRemovals(sql)
  for (const row of rows) {
    const { session_id = null, user_id = null, before_ms = null, gone_ms } = row as { [column: string]: string | null }
    const filter = filterOf({ session_id, user_id, before_ms: before_ms === null ? null : Number(before_ms) })
    while ((await deleteLogs({ ...filter, arrivedBy: Number(gone_ms) }, removedAtOnce)) > 0);
  }
}

const cursorOf = async (sql: Queries, name: string): Promise<string | null> =>
  (await sql.query<{ cursor: string }>('select cursor from etl_cursors where name = $1', [name]))[0]?.cursor ?? null

/** The newest findings are read again: their order is not that of their commits, and a verdict may have been overridden. */
const findingsAgain = 10_000

const startOf = async (sql: Queries, table: ExportTable): Promise<string | null> => {
  if (table === 'red_team_runs' || table === 'baselines') return null // few, and they change
  const cursor = await cursorOf(sql, table)
  return table === 'red_team_findings' && cursor !== null ? String(Math.max(0, Number(cursor) - findingsAgain)) : cursor
}

/** The columns of the marts that are given back, by their names on the wire. */
const given: readonly (readonly [wire: string, column: string])[] = [
  ...(['model', 'service', 'route', 'source'] as const).map((name) => [name, name] as const),
  ...sumFields.map((field) => (field === 'count' ? ['logCount', 'log_count'] : [field, snake(field)]) as [string, string]),
  ...(['latencyBins', 'latencyCounts', ...ratioNames] as const).map((name) => [name, snake(name)] as const),
]

const rebuilt = async (sql: Queries, limit: number): Promise<{ rows: MetricRow[]; cursor: string | null }> => {
  const [since = '-infinity', id = ''] = (await cursorOf(sql, 'given'))?.split('|') ?? []
  const found = await sql.query<MetricRow & { cursor: string }>(
    `select refreshed_at::text || '|' || quarter_id as cursor, (extract(epoch from quarter_at) * 1000)::bigint as bucket,
      ${given.map(([wire, column]) => `${column} as "${wire}"`).join(', ')}
    from dbt_aicwd.mart_metrics
    where refreshed_at >= $1::timestamptz and (refreshed_at, quarter_id) > ($1::timestamptz, $2)
    order by refreshed_at, quarter_id limit $3`,
    [since, id, limit],
  )
  return { rows: found.map(({ cursor: _, ...row }) => row), cursor: found.at(-1)?.cursor ?? null }
}

/** A PostgreSQL that takes what a host exports into tables of the same names, so that the models of `dbt/` find their sources there. */
export const createWarehouse = (sql: Sql) => ({
  /** From where a table is to be read; null: from its first row. */
  start: (table: ExportTable): Promise<string | null> => startOf(sql, table),
  /** Rows of the marts that were rebuilt since some were given back, with the cursor to note when they are; null: there are none. */
  rebuilt: (limit: number): Promise<{ rows: MetricRow[]; cursor: string | null }> => rebuilt(sql, limit),
  moveCursor: (name: string, cursor: string): Promise<void> => moveCursor(sql, name, cursor),
  /** Adds a page and notes how far was read, both or neither. Loading a page again changes nothing. */
  load: async (table: ExportTable, rows: readonly Row[], cursor: string): Promise<void> => {
    if (table === 'deletions') await repeatDeletions(sql, rows)
    await sql.transaction(async (tx) => {
      const filled = await blanks(tx, table)
      const known = await knownOf(tx, table, rows)
      const whole = known.map((row) => ({ ...filled, ...row, ...(table === 'logs' && { body_bytes: 0 }) }))
      if (table === 'logs') await loadLogs(tx, whole)
      else if (table !== 'deletions') await replaceRows(tx, table, whole)
      await moveCursor(tx, table, cursor)
    })
  },
  tables: Object.keys(exported) as ExportTable[],
})

export type Warehouse = ReturnType<typeof createWarehouse>
