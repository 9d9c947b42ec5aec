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

const minuteMs = grains[0]

/** The milliseconds a row of the bucket stands for, its range widened as the sums are kept: by the minute, before `minutesFrom` by the quarter-hour. */
const widthOf = (bucket: number, { bucketMs, from, to }: SumQuery, minutesFrom: number): number => {
  const grain = (young: boolean) => (young ? minuteMs : quarterMs)
  const [start, stop] = [grain((from ?? 0) >= minutesFrom), grain((to ?? 0) > minutesFrom)]
  const first = from === undefined ? Number.NEGATIVE_INFINITY : Math.floor(from / start) * start
  const last = to === undefined ? Number.POSITIVE_INFINITY : Math.ceil(to / stop) * stop
  if (bucketMs === null) return last - first
  const end = bucket + Math.max(bucketMs, grain(bucket >= minutesFrom))
  return Math.min(end, last) - Math.max(bucket, first)
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
  async (query: SumQuery): Promise<SumRow[]> => {
    const { bucketMs, groupBy, from, to, model, service, route, source } = query
    const range = { from: from ?? null, to: to ?? null }
    const pieces = cover(range.from, range.to, bucketMs)
    if (pieces.length === 0) return []
    const conditions = new Conditions()
      .add('model = ?', model)
      .add('service = ?', service)
      .add('route = ?', route)
      .add('source = ?', source)
    const bucketOf = (start: string) => (bucketMs === null ? '0::bigint' : `${start} - ${start} % ${bucketMs}`)
    // what is appended stands where it will once it is merged
    const widened = `(case when bucket_ms < ${minutesFrom} then bucket_ms - bucket_ms % ${quarterMs} else bucket_ms end)`
    const keys = ['bucket', ...groupBy]
    const columns = (start: string) => [`${bucketOf(start)} as bucket`, ...groupBy, ...fields, 'latency_bins', 'latency_counts'].join(', ')
    const rows = await sql.query<Row>(
      `with picked as (
        select ${columns('bucket_ms')} from log_sums where ${conditions.where} and (${pieces.map((piece) => merged(conditions, piece)).join(' or ')})
        union all
        select ${columns(widened)} from log_tail where ${conditions.where} and (${appended(conditions, range)})
      ), ${addedUp('picked', keys)}
      select whole.*, ${minutesFrom} as minutes_from from whole where count <> 0 order by ${keys.join(', ')}`,
      conditions.params,
    )
    return rows.map((row) => ({
      bucket: bucketMs === null ? (from ?? 0) : Number(row.bucket),
      widthMs: widthOf(Number(row.bucket), query, Number(row.minutes_from)),
      group: Object.fromEntries(groupBy.map((dim) => [dim, row[dim] === '' ? null : row[dim]])) as Partial<
        Record<Dimension, string | null>
      >,
      sums: toSums(row),
    }))
  }
