import type { Dimension, LogFilter, SumQuery, SumRow } from '../../core/ports.ts'
import { addSums, emptySums, type Sums, sumFields } from '../../core/summary.ts'
import { snake } from './columns.ts'
import { Conditions } from './conditions.ts'
import type { HeadRow } from './heads.ts'
import type { Queries, Sql } from './sql.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
/** How long sums are kept by the minute. */
const liveMs = 48 * 60 * minuteMs

const fields = sumFields.map(snake)
const dims = ['model', 'service', 'route', 'source'] as const
const added = fields.map((field) => `sum(${field})::bigint as ${field}`).join(', ')

const keyOf = (row: HeadRow): string =>
  JSON.stringify([Math.floor(row.occurred_ms / minuteMs), row.model, row.service, row.route, row.source])

interface StoredSums extends Record<string, unknown> {
  bucket_ms: number
}

const toStored = (row: HeadRow, sums: Sums): StoredSums => ({
  bucket_ms: Math.floor(row.occurred_ms / minuteMs) * minuteMs,
  model: row.model,
  service: row.service ?? '',
  route: row.route ?? '',
  source: row.source,
  ...Object.fromEntries(sumFields.map((field) => [snake(field), sums[field]])),
  latency_bins: Object.keys(sums.latency).map(Number),
  latency_counts: Object.values(sums.latency),
})

const append = `
  insert into log_sums (grain_ms, fresh, bucket_ms, ${dims.join(', ')}, ${fields.join(', ')}, latency_bins, latency_counts)
  select ${minuteMs}, true, bucket_ms, ${dims.join(', ')}, ${fields.join(', ')}, latency_bins, latency_counts
  from json_to_recordset($1::json) as given (
    bucket_ms bigint, ${dims.map((dim) => `${dim} text`).join(', ')}, ${fields.map((field) => `${field} bigint`).join(', ')},
    latency_bins int[], latency_counts bigint[]
  )`

/** Appends the facts of some logs as one row a minute × dimensions; with factor −1 it takes them back. */
export const appendSums = async (tx: Queries, logs: readonly (readonly [HeadRow, Sums])[], factor: 1 | -1 = 1): Promise<void> => {
  const groups = new Map<string, [HeadRow, Sums]>()
  for (const [row, sums] of logs) {
    const key = keyOf(row)
    const group = groups.get(key) ?? [row, emptySums()]
    addSums(group[1], sums, factor)
    groups.set(key, group)
  }
  if (groups.size > 0) await tx.query(append, [JSON.stringify([...groups.values()].map(([row, sums]) => toStored(row, sums)))])
}

/**
 * Adds up rows by `keys` in one statement; the histograms are unfolded to (bin, count), added, and folded again. `from` must be a CTE or a
 * table; dimensions are never null there, so that the two halves join.
 */
const addedUp = (from: string, keys: readonly string[]): string => {
  const list = keys.join(', ')
  const join = keys.map((key) => `facts.${key} = histograms.${key}`).join(' and ') || 'true'
  return `
  facts as (select ${[...keys, added].join(', ')} from ${from} ${list && `group by ${list}`}),
  bins as (
    select ${[...keys, 'bin', 'sum(counted) as counted'].join(', ')} from ${from}, unnest(latency_bins, latency_counts) as one(bin, counted)
    group by ${[...keys, 'bin'].join(', ')}
  ),
  histograms as (
    select ${[...keys, 'array_agg(bin) as latency_bins', 'array_agg(counted::bigint) as latency_counts'].join(', ')}
    from bins where counted <> 0 ${list && `group by ${list}`}
  ),
  whole as (
    select facts.*, coalesce(latency_bins, '{}') as latency_bins, coalesce(latency_counts, '{}') as latency_counts
    from facts left join histograms on ${join}
  )`
}

type Row = Record<string, number | string | number[]>

const toSums = (row: Row): Sums => {
  const bins = row.latency_bins as number[]
  const counts = row.latency_counts as number[]
  return {
    ...(Object.fromEntries(sumFields.map((field) => [field, Number(row[snake(field)] ?? 0)])) as Omit<Sums, 'latency'>),
    latency: Object.fromEntries(bins.map((bin, at) => [bin, Number(counts[at])])),
  } as Sums
}

/** A filter over rows of sums; a row counts when any of its time lies in the range. Both bounds, so that the index is used. */
const conditions = ({ from, to, model, service, route, source }: LogFilter): Conditions =>
  new Conditions()
    .add(`bucket_ms > ?::bigint - ${quarterMs} and bucket_ms + grain_ms > ?`, from, from)
    .add('bucket_ms < ?', to)
    .add('model = ?', model)
    .add('service = ?', service)
    .add('route = ?', route)
    .add('source = ?', source)

/** Sums by bucket and dimension, oldest first: O(rows of sums in the range), never O(logs). */
export const createSums =
  (sql: Queries) =>
  async (query: SumQuery): Promise<SumRow[]> => {
    const { bucketMs, groupBy, from } = query
    const where = conditions(query)
    const bucket = bucketMs === null ? '0::bigint' : `bucket_ms - bucket_ms % ${bucketMs}`
    const keys = ['bucket', ...groupBy]
    const rows = await sql.query<Row>(
      `with picked as (
        select ${[`${bucket} as bucket`, ...groupBy, ...fields].join(', ')}, latency_bins, latency_counts from log_sums where ${where.where}
      ), ${addedUp('picked', keys)}
      select * from whole order by ${keys.join(', ')}`,
      where.params,
    )
    return rows.map((row) => ({
      bucket: bucketMs === null ? (from ?? 0) : Number(row.bucket),
      group: Object.fromEntries(groupBy.map((dim) => [dim, row[dim] === '' ? null : row[dim]])) as Partial<
        Record<Dimension, string | null>
      >,
      sums: toSums(row),
    }))
  }

const columns = ['grain_ms', 'fresh', 'bucket_ms', ...dims, ...fields, 'latency_bins', 'latency_counts'].join(', ')

/** Minutes merged in one go, so that writers never wait long. */
const minutesAtOnce = 500

const merge = (chosen: string, grainMs: number, gone: string): string => `
  with chosen as (${chosen}),
  gone as (delete from log_sums as sums using chosen where ${gone} returning sums.*),
  moved as (select *, bucket_ms - bucket_ms % ${grainMs} as bucket from gone),
  ${addedUp('moved', ['bucket', ...dims])},
  kept as (
    insert into log_sums (${columns})
    select ${grainMs}, false, bucket, ${[...dims, ...fields].join(', ')}, latency_bins, latency_counts from whole
    where count <> 0
  )
  select count(*)::int as merged from chosen`

/**
 * Merges what was appended into one row a minute × dimensions, and minutes older than 48 h into quarter-hours, which are kept for good:
 * old ranges then cost O(quarter-hours) to read instead of a scan over the heads. Runs under the writers' lock, a bounded piece a
 * transaction; a reader sees the state before or after. Returns when nothing is left to merge.
 */
export const compact = async (sql: Sql, nowMs: number): Promise<void> => {
  const horizon = Math.floor((nowMs - liveMs) / quarterMs) * quarterMs
  const steps = [
    merge(
      `select distinct bucket_ms from log_sums where fresh and bucket_ms >= $1 order by bucket_ms limit ${minutesAtOnce}`,
      minuteMs,
      `sums.bucket_ms = chosen.bucket_ms and sums.grain_ms = ${minuteMs}`,
    ),
    merge(
      `select distinct bucket_ms - bucket_ms % ${quarterMs} as bucket_ms from log_sums where grain_ms = ${minuteMs} and bucket_ms < $1 order by 1 limit ${minutesAtOnce}`,
      quarterMs,
      `sums.bucket_ms >= chosen.bucket_ms and sums.bucket_ms < chosen.bucket_ms + ${quarterMs}`,
    ),
  ]
  for (const step of steps)
    for (;;) {
      const merged = await sql.transaction(async (tx) => {
        await tx.query('update log_position set last_seq = last_seq')
        return (await tx.query<{ merged: number }>(step, [horizon]))[0]?.merged ?? 0
      })
      if (merged < minutesAtOnce) break
    }
}
