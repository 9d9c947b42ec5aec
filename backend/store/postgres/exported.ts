import type { ExportTable } from '../../core/etl.ts'
import type { Queries } from './sql.ts'

interface Exported {
  /** Its rows are read in the order of this column; those where it is null not at all. */
  order: string
  orderType: 'bigint' | 'text'
  /** Texts that may leave: ids, dimensions, states. Every other text stays, whatever it says; numbers all go. */
  texts: readonly string[]
}

export const exported: Record<ExportTable, Exported> = {
  logs: {
    order: 'seq',
    orderType: 'bigint',
    texts: ['id', 'model', 'service', 'route', 'source', 'status', 'session_id', 'user_id', 'refusal'],
  },
  deletions: { order: 'place', orderType: 'bigint', texts: ['deletion_id', 'session_id', 'user_id', 'status'] },
  drift_sums: { order: 'last_seq', orderType: 'bigint', texts: ['route', 'model', 'embedder', 'writer'] },
  baselines: { order: 'route', orderType: 'text', texts: ['route', 'model', 'embedder', 'state'] },
  red_team_runs: { order: 'run_id', orderType: 'text', texts: ['run_id', 'status', 'target', 'model'] },
  red_team_findings: {
    order: 'seq',
    orderType: 'bigint',
    texts: ['finding_id', 'run_id', 'strategy', 'family', 'owasp', 'verdict', 'override_verdict'],
  },
}

interface Column {
  name: string
  type: string
  nullable: 'YES' | 'NO'
}

const columnsOf = (sql: Queries, table: ExportTable): Promise<Column[]> =>
  sql.query<Column>(
    `select column_name as name, data_type as type, is_nullable as nullable from information_schema.columns
    where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [table],
  )

/** The columns that leave. */
export const exportedColumns = async (sql: Queries, table: ExportTable): Promise<string[]> =>
  (await columnsOf(sql, table)).filter(({ name, type }) => type !== 'text' || exported[table].texts.includes(name)).map(({ name }) => name)

/** What stands where a text stayed behind that must be there. */
export const blanks = async (sql: Queries, table: ExportTable): Promise<Record<string, ''>> =>
  Object.fromEntries(
    (await columnsOf(sql, table))
      .filter(({ name, type, nullable }) => type === 'text' && nullable === 'NO' && !exported[table].texts.includes(name))
      .map(({ name }) => [name, ''] as const),
  )
