import type { Dimension, SumQuery, SumRow } from '../../core/ports.ts'
import { type Sums, sumFields } from '../../core/summary.ts'
import { snake } from './columns.ts'
import { Conditions } from './conditions.ts'
import { cover, type Piece } from './cover.ts'
import type { Queries } from './sql.ts'
import { addedUp, fields, grains, quarterMs } from './sums.ts'

type Row = Record<string, number | string | number[]>

const toSums = (row: Row): Sums => {
  const bins = row.latency_bins as number[]
  const counts = row.latency_counts as number[]
  return {
    ...(Object.fromEntries(sumFields.map((field) => [field, Number(row[snake(field)] ?? 0)])) as Omit<Sums, 'latency'>),
    latency: Object.fromEntries(bins.map((bin, at) => [bin, Number(counts[at])])),
  } as Sums
}

const minutesFrom = '(select minutes_from from log_position)'

/** Rows whose own stretch of `widthMs` touches the range. */
const touching = (conditions: Conditions, start: string, widthMs: number, { from, to }: Pick<Piece, 'from' | 'to'>): string =>
  [from !== null && `${start} > ${conditions.bind(from - widthMs)}`, to !== null && `${start} < ${conditions.bind(to)}`]
    .filter(Boolean)
    .join(' and ') || 'true'

/** Where there are no minutes any more the quarter-hour stands for them. */
const merged = (conditions: Conditions, piece: Piece): string => {
  const own = `grain_ms = ${piece.grainMs} and ${touching(conditions, 'bucket_ms', piece.grainMs, piece)}`
  if (piece.grainMs !== grains[0]) return `(${own})`
  const quarter = touching(conditions, 'bucket_ms', quarterMs, piece)
  return `(${own}) or (grain_ms = ${quarterMs} and bucket_ms < ${minutesFrom} and ${quarter})`
}

/** What was appended and not yet merged, widened as it will be then. */
const appended = (conditions: Conditions, range: Pick<Piece, 'from' | 'to'>): string => {
  const quarter = touching(conditions, `bucket_ms - bucket_ms % ${quarterMs}`, quarterMs, range)
  return `${touching(conditions, 'bucket_ms', grains[0], range)} or (bucket_ms < ${minutesFrom} and ${quarter})`
}

/** Sums by bucket and dimension, oldest first: O(rows of sums), a row a bucket and group but for the edges, never O(logs). */
export const createSums =
  (sql: Queries) =>
  async ({ bucketMs, groupBy, from, to, model, service, route, source }: SumQuery): Promise<SumRow[]> => {
    const range = { from: from ?? null, to: to ?? null }
    const pieces = cover(range.from, range.to, bucketMs)
    if (pieces.length === 0) return []
    const conditions = new Conditions()
      .add('model = ?', model)
      .add('service = ?', service)
      .add('route = ?', route)
      .add('source = ?', source)
    const bucket = bucketMs === null ? '0::bigint' : `bucket_ms - bucket_ms % ${bucketMs}`
    const keys = ['bucket', ...groupBy]
    const columns = [`${bucket} as bucket`, ...groupBy, ...fields, 'latency_bins', 'latency_counts'].join(', ')
    const rows = await sql.query<Row>(
      `with picked as (
        select ${columns} from log_sums where ${conditions.where} and (${pieces.map((piece) => merged(conditions, piece)).join(' or ')})
        union all
        select ${columns} from log_tail where ${conditions.where} and (${appended(conditions, range)})
      ), ${addedUp('picked', keys)}
      select * from whole where count <> 0 order by ${keys.join(', ')}`,
      conditions.params,
    )
    return rows.map((row) => ({
      bucket: bucketMs === null ? (from ?? 0) : Number(row.bucket),
      group: Object.fromEntries(groupBy.map((dim) => [dim, row[dim] === '' ? null : row[dim]])) as Partial<
        Record<Dimension, string | null>
      >,
      sums: toSums(row),
    }))
  }
