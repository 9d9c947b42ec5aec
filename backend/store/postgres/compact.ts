import { dimensions } from '../../core/ports.ts'
import type { Queries, Sql } from './sql.ts'
import { addedUp, fields, grains, hourMs, quarterMs } from './sums.ts'

/** How long sums are kept by the minute. */
const minutesKeptMs = 48 * hourMs

/** Appended rows merged in one transaction, so that writers never wait long. */
const rowsAtOnce = 5_000

const keys = ['grain_ms', 'bucket_ms', ...dimensions]

const histogram = `
  select coalesce(array_agg(bin), '{}'), coalesce(array_agg(counted), '{}') from (
    select bin, sum(counted)::int as counted from (
      select * from unnest(log_sums.latency_bins, log_sums.latency_counts) as kept(bin, counted)
      union all
      select * from unnest(excluded.latency_bins, excluded.latency_counts) as new(bin, counted)
    ) as both_of group by bin having sum(counted) <> 0
  ) as added`

const merge = `
  with gone as (
    delete from log_tail where ctid = any(array(select ctid from log_tail limit ${rowsAtOnce})) returning *
  ),
  spread as (
    select grain_ms, bucket_ms - bucket_ms % grain_ms as bucket_ms, ${[...dimensions, ...fields].join(', ')}, latency_bins, latency_counts
    from gone, unnest(array[${grains.join(', ')}]) as grain_ms
    where grain_ms > ${grains[0]} or bucket_ms >= (select minutes_from from log_position)
  ),
  ${addedUp('spread', keys)},
  kept as (
    insert into log_sums (${[...keys, ...fields].join(', ')}, latency_bins, latency_counts)
    select ${[...keys, ...fields].join(', ')}, latency_bins, latency_counts from whole
    on conflict (${keys.join(', ')}) do update set
      ${fields.map((field) => `${field} = log_sums.${field} + excluded.${field}`).join(', ')},
      (latency_bins, latency_counts) = (${histogram})
  )
  select count(*)::int as merged from gone`

const dropMinutes = async (tx: Queries, nowMs: number): Promise<void> => {
  const before = Math.floor((nowMs - minutesKeptMs) / quarterMs) * quarterMs
  await tx.query('update log_position set minutes_from = greatest(minutes_from, $1)', [before])
  await tx.query(`delete from log_sums where grain_ms = ${grains[0]} and bucket_ms < (select minutes_from from log_position)`)
}

/**
 * Merges what was appended into one row a minute, quarter-hour, hour and day × dimensions, each complete in itself; minutes go after 48 h, the
 * rest is kept for good, so that a range of any age costs the rows of its buckets instead of a scan over the heads. Runs under the writers'
 * lock, a bounded piece a transaction; a reader sees the state before or after. Costs what is new.
 */
export const compact = async (sql: Sql, nowMs: number): Promise<void> => {
  for (let merged = rowsAtOnce; merged === rowsAtOnce; )
    merged = await sql.transaction(async (tx) => {
      await dropMinutes(tx, nowMs)
      return (await tx.query<{ merged: number }>(merge))[0]?.merged ?? 0
    })
}
