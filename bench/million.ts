import { sumFields } from '../backend/core/summary.ts'
import { snake } from '../backend/store/postgres/columns.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

const day = 86_400_000
/** The width of a histogram's bins, as in core/histogram.ts; a test of the bench compares a percentile. */
const logGamma = Math.log(1.02 / 0.98)

const heads = `
  insert into logs
  select
    n, 'log-' || n, occurred, occurred, (array['llama-3.3-70b', 'gpt-4o-mini', 'qwen-3-32b'])[1 + n % 3],
    (array['checkout', 'search', 'support', 'billing'])[1 + route % 4], 'route-' || route,
    case when n % 33 = 0 then 'test' else 'production' end,
    case when n % 97 = 0 then 'error' else 'ok' end,
    'Question ' || n % 50000 || ' of a customer who wants to know more than the last one did', n % 50000,
    'session-' || n / 20, 'user-' || n % 5000,
    (200 + 4000 * power(random(), 3))::bigint, 150 + n % 400, 0, 0,
    case when n % 97 = 0 then 0 else 375 end, 0, wasted, 0, wasted, 0, 0,
    n % 97 <> 0, false, 'none', 250000 + n % 1000, case when n % 5 = 0 then 100000 else 0 end, null, 1600
  from (
    select n, (n * 7919) % 8 as route, case when n % 97 <> 0 and n % 5 = 0 then 200 else 0 end as wasted, $1::bigint + (n * 30.0 * ${day} / $2)::bigint as occurred from generate_series(1, $2::bigint) as n
  ) as numbers`

/** Bodies of 1.5 KB each, taken from a thousand different ones. */
const texts = `
  with pool as materialized (
    select i, (select string_agg(md5(i::text || j::text), ' ') from generate_series(1, 45) as j) as words from generate_series(0, 999) as i
  )
  insert into log_bodies
  select n, json_build_object('log', json_build_object('id', 'log-' || n, 'prompt', 'Question ' || n, 'response', words), 'measurement', json_build_object())::text
  from generate_series(1, $1::bigint) as n join pool on i = (n * 7919) % 1000`

/** What one head adds to each sum, as core/summary.ts says it. */
const facts: Partial<Record<string, string>> = {
  count: '1',
  failed: "(status = 'error')::int",
  scored: 'scored::int',
  input: 'input',
  output: 'output',
  wasted: 'wasted',
  repetition: 'repetition',
  unscored_input: 'case when scored then 0 else input end',
  wasteful: '(scored and 2 * output > 5 * greatest(output - wasted, 1))::int',
  priced: '1',
  cost_nano: 'cost_nano',
  waste_priced: '1',
  wasted_nano: 'wasted_nano',
}

const bin = `case when latency_ms <= 1 then 0 else ceil(ln(latency_ms::float8) / ${logGamma})::int end`

/** One row of sums a log, as if each had come alone: compaction then has the most it can have to do. */
const sums = `
  insert into log_tail (bucket_ms, model, service, route, source, ${sumFields.map(snake).join(', ')}, latency_bins, latency_counts)
  select occurred_ms - occurred_ms % 60000, model, service, route, source,
    ${sumFields.map((field) => facts[snake(field)] ?? '0').join(', ')}, array[${bin}], array[1]
  from logs`

/** Fills an empty, migrated database with `count` logs of the 30 days before `now` (epoch ms), not through the product but as it would have. */
export const fillWithLogs = async (sql: Sql, count: number, now: number, { bodies = true } = {}): Promise<void> => {
  await sql.query(heads, [now - 30 * day, count])
  if (bodies) await sql.query(texts, [count])
  await sql.query(sums)
  await sql.query('update log_position set last_seq = $1', [count])
}
