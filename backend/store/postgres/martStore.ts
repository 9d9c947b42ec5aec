import type { Cell, ExportPage, ExportTable, Lease, MartStore, MetricRow } from '../../core/etl.ts'
import { snake } from './columns.ts'
import { heldRun } from './etlStore.ts'
import { exported, exportedColumns } from './exported.ts'
import type { Sql } from './sql.ts'

const badCursor = () => new RangeError('bad cursor')

/** A text is led by `=`: it may be empty, which as a cursor would say nothing. */
const cursorOf = (table: ExportTable, place: Cell): string => (exported[table].orderType === 'text' ? `=${place}` : String(place))

const placeOf = (table: ExportTable, cursor: string | null): string | null => {
  if (cursor === null) return null
  if (exported[table].orderType === 'text' ? !cursor.startsWith('=') : !/^\d{1,16}$/.test(cursor)) throw badCursor()
  return exported[table].orderType === 'text' ? cursor.slice(1) : cursor
}

const createPage =
  (sql: Sql): MartStore['page'] =>
  async (table, cursor, limit): Promise<ExportPage> => {
    const { order, orderType } = exported[table]
    const place = placeOf(table, cursor)
    const columns = await exportedColumns(sql, table)
    const rows = await sql.query<Record<string, Cell>>(
      `select ${columns.join(', ')} from ${table} where ${order} is not null and ($1::${orderType} is null or ${order} > $1)
      order by ${order} fetch first $2 rows with ties`,
      [place, limit],
    )
    const last = rows.at(-1)?.[order]
    return {
      columns,
      rows: rows.map((row) => columns.map((column) => row[column] ?? null)),
      nextCursor: last === undefined || last === null ? null : cursorOf(table, last),
    }
  }

/** Columns of `metrics` in the order of a row. */
const columnOf = (name: string): string => (name === 'bucket' ? 'bucket_ms' : snake(name))
const keys = ['bucket_ms', 'model', 'service', 'route', 'source']

const hasSomething = ({ logCount, semanticDrift, adversarialStress, fragilityScore }: MetricRow): boolean =>
  logCount !== 0 || semanticDrift !== null || adversarialStress !== null || fragilityScore !== null

const toStored = (row: MetricRow) => Object.fromEntries(Object.entries(row).map(([name, value]) => [columnOf(name), value]))

const createImport =
  (sql: Sql): MartStore['importRows'] =>
  (lease: Lease, rows: readonly MetricRow[]) =>
    sql.transaction(async (tx) => {
      if (!(await heldRun(tx, lease))) return false
      const text = JSON.stringify(rows.map(toStored))
      await tx.query(
        `delete from metrics using json_populate_recordset(null::metrics, $1::json) as given
        where ${keys.map((key) => `metrics.${key} = given.${key}`).join(' and ')}`,
        [text],
      )
      await tx.query('insert into metrics select * from json_populate_recordset(null::metrics, $1::json)', [
        JSON.stringify(rows.filter(hasSomething).map(toStored)),
      ])
      return true
    })

/** What a warehouse elsewhere takes and gives back, in SQL. */
export const createMartStore = (sql: Sql): MartStore => ({ page: createPage(sql), importRows: createImport(sql) })
