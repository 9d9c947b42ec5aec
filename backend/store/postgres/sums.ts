import { dimensions } from '../../core/ports.ts'
import { addSums, emptySums, type Sums, sumFields } from '../../core/summary.ts'
import { snake } from './columns.ts'
import { type HeadRow, sumsOfRow } from './heads.ts'
import type { Queries } from './sql.ts'

const minuteMs = 60_000
export const quarterMs = 15 * minuteMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** The widths sums are kept in, finest first; each divides the next. */
export const grains = [minuteMs, quarterMs, hourMs, dayMs] as const

export const fields = sumFields.map(snake)

const keyOf = (row: HeadRow): string =>
  JSON.stringify([Math.floor(row.occurred_ms / minuteMs), row.model, row.service, row.route, row.source])

/** A dimension a log does not have is '' there, so that it can be part of a key. */
const toStored = (row: HeadRow, sums: Sums): Record<string, unknown> => ({
  bucket_ms: Math.floor(row.occurred_ms / minuteMs) * minuteMs,
  model: row.model,
  service: row.service ?? '',
  route: row.route ?? '',
  source: row.source,
  ...Object.fromEntries(sumFields.map((field) => [snake(field), sums[field]])),
  latency_bins: Object.keys(sums.latency).map(Number),
  latency_counts: Object.values(sums.latency),
})

const columns = ['bucket_ms', ...dimensions, ...fields, 'latency_bins', 'latency_counts'].join(', ')

const append = `
  insert into log_tail (${columns})
  select ${columns} from json_to_recordset($1::json) as given (
    bucket_ms bigint, ${dimensions.map((dim) => `${dim} text`).join(', ')}, ${fields.map((field) => `${field} bigint`).join(', ')},
    latency_bins int[], latency_counts int[]
  )`

/** The facts of some logs as one row of `log_tail` a minute × dimensions; with factor −1 what takes them back. */
export const tailRows = (logs: readonly HeadRow[], factor: 1 | -1 = 1): Record<string, unknown>[] => {
  const groups = new Map<string, [HeadRow, Sums]>()
  for (const row of logs) {
    const key = keyOf(row)
    const group = groups.get(key) ?? [row, emptySums()]
    addSums(group[1], sumsOfRow(row), factor)
    groups.set(key, group)
  }
  return [...groups.values()].map(([row, sums]) => toStored(row, sums))
}

/** Appends the facts of some logs to `log_tail`, inside a transaction; with factor −1 it takes them back. */
export const appendSums = async (tx: Queries, logs: readonly HeadRow[], factor: 1 | -1 = 1): Promise<void> => {
  if (logs.length > 0) await tx.query(append, [JSON.stringify(tailRows(logs, factor))])
}

/**
 * CTEs that add up the rows of the CTE `from` by `keys` into `whole`; the histograms are unfolded to (bin, count), added, and folded again
 * (two `unnest` side by side in the select list: as a lateral join they take twice the time).
 * Keys are never null, so that the two halves join.
 */
export const addedUp = (from: string, keys: readonly string[]): string => {
  const list = keys.join(', ')
  return `
  facts as (select ${[list, ...fields.map((field) => `sum(${field})::bigint as ${field}`)].join(', ')} from ${from} group by ${list}),
  unfolded as (select ${list}, unnest(latency_bins) as bin, unnest(latency_counts) as counted from ${from}),
  bins as (select ${list}, bin, sum(counted)::int as counted from unfolded group by ${list}, bin),
  histograms as (
    select ${list}, array_agg(bin) as latency_bins, array_agg(counted) as latency_counts from bins where counted <> 0 group by ${list}
  ),
  whole as (
    select facts.*, coalesce(latency_bins, '{}') as latency_bins, coalesce(latency_counts, '{}') as latency_counts
    from facts left join histograms on ${keys.map((key) => `facts.${key} = histograms.${key}`).join(' and ')}
  )`
}
