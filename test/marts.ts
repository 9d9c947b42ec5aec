import { sumFields } from '../backend/core/summary.ts'
import { snake } from '../backend/store/postgres/columns.ts'
import type { Queries } from '../backend/store/postgres/sql.ts'

const facts = (from: (name: string) => string) => sumFields.map((field) => `sum(${from(field)})::bigint as ${snake(field)}`).join(', ')
const dimensions = 'model, service, route, source'
const columnOf = (field: string) => (field === 'count' ? 'log_count' : snake(field))

/** What ingest has added up, by the quarter-hour, as one row a key and bin: the recount the marts are held against. */
const expected = `
  sums as (
    select bucket_ms, ${dimensions}, ${sumFields.map(snake).join(', ')}, latency_bins, latency_counts from log_sums where grain_ms = 900000
    union all
    select bucket_ms - bucket_ms % 900000, ${dimensions}, ${sumFields.map(snake).join(', ')}, latency_bins, latency_counts from log_tail
  ),
  counted as (select bucket_ms, ${dimensions}, ${facts(snake)} from sums group by bucket_ms, ${dimensions} having sum(count) <> 0),
  unfolded as (select bucket_ms, ${dimensions}, unnest(latency_bins) as bin, unnest(latency_counts) as n from sums),
  bins as (select bucket_ms, ${dimensions}, bin, sum(n)::int as n from unfolded group by bucket_ms, ${dimensions}, bin having sum(n) <> 0)`

const published = `
  shown as (select bucket_ms, ${dimensions}, ${facts(columnOf)} from metrics where log_count <> 0 group by bucket_ms, ${dimensions}),
  shown_bins as (select bucket_ms, ${dimensions}, unnest(latency_bins) as bin, unnest(latency_counts) as n from metrics)`

/** Rows of the table `metrics` that are not what ingest has added up, and rows that are missing; 0 when they are the same. */
export const differences = async (sql: Queries): Promise<number> => {
  const [row] = await sql.query<{ found: number }>(`
    with ${expected}, ${published}
    select (
      (select count(*) from ((table counted except all table shown) union all (table shown except all table counted)) as facts)
      + (select count(*) from ((table bins except all table shown_bins) union all (table shown_bins except all table bins)) as histograms)
    )::int as found`)
  return row?.found ?? Number.NaN
}

/** Logs the table `metrics` counts. */
export const publishedLogs = async (sql: Queries): Promise<number> =>
  Number((await sql.query<{ logs: number }>('select coalesce(sum(log_count), 0)::int as logs from metrics'))[0]?.logs)
