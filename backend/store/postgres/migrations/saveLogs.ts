const declared = (columns: Record<string, string>): string =>
  Object.entries(columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ')

const heads = {
  id: 'text',
  occurred_ms: 'bigint',
  received_ms: 'bigint',
  model: 'text',
  service: 'text',
  route: 'text',
  source: 'text',
  status: 'text',
  preview: 'text',
  prompt_hash: 'bigint',
  session_id: 'text',
  user_id: 'text',
  latency_ms: 'bigint',
  input: 'bigint',
  cached: 'bigint',
  cache_write: 'bigint',
  output: 'bigint',
  reasoning: 'bigint',
  wasted: 'bigint',
  wasted_reasoning: 'bigint',
  repetition: 'bigint',
  restatement: 'bigint',
  filler: 'bigint',
  scored: 'boolean',
  looping: 'boolean',
  refusal: 'text',
  cost_nano: 'bigint',
  wasted_nano: 'bigint',
  waste_preview: 'text',
}
const sums = {
  bucket_ms: 'bigint',
  model: 'text',
  service: 'text',
  route: 'text',
  source: 'text',
  count: 'bigint',
  failed: 'bigint',
  scored: 'bigint',
  input: 'bigint',
  cached: 'bigint',
  cache_write: 'bigint',
  output: 'bigint',
  reasoning: 'bigint',
  wasted: 'bigint',
  wasted_reasoning: 'bigint',
  repetition: 'bigint',
  restatement: 'bigint',
  filler: 'bigint',
  unscored_input: 'bigint',
  wasteful: 'bigint',
  looping: 'bigint',
  refused: 'bigint',
  priced: 'bigint',
  cost_nano: 'bigint',
  waste_priced: 'bigint',
  wasted_nano: 'bigint',
  unpriced: 'bigint',
  latency_bins: 'int[]',
  latency_counts: 'int[]',
}
const groups = { hour_ms: 'bigint', route: 'text', model: 'text', embedder: 'text', writer: 'text' }
const vectors = {
  log_count: 'bigint',
  prompt_count: 'bigint',
  prompt_sum: 'int[]',
  prompt_squares: 'bigint',
  answer_count: 'bigint',
  answer_sum: 'int[]',
  answer_squares: 'bigint',
  style_count: 'bigint',
  style_sum: 'bigint[]',
  style_squares: 'bigint[]',
}
const [headNames, sumNames, groupNames, vectorNames] = [heads, sums, groups, vectors].map((columns) => Object.keys(columns).join(', '))

/**
 * Stores logs with their texts and all that is added up of them; requests wait for it, and so it is a function: its statements are planned once a
 * connection, which is most of what they cost. The row of `log_position` is the one writer's lock: who updates it holds it until commit, so `seq`
 * is given out in commit order. Nothing is stored when ids are there already, which it returns, nor when a row of vectors is not the one its writer
 * wrote last (some of it was deleted meanwhile): then it returns no row. Otherwise it returns the `seq` before the first log. No plan may read the
 * whole of a table, however small that was when it was planned. (Where semicolons stand: see `saveFindings.ts`.)
 */
export const saveLogs = `
create function save_logs(ids text[], heads json, bodies text, sums json, vectors json, firsts json)
returns table (there text, base bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
  declare many int := cardinality(ids)
; begin
  update log_position set last_seq = last_seq + many returning last_seq - many into base

; return query select logs.id, null::bigint from logs where logs.id = any(ids)
; if found then update log_position set last_seq = base; return; end if
; if exists (
    select from json_to_recordset(vectors) as given(${declared(groups)}, after_seq bigint)
    left join drift_sums using (${groupNames}) where given.after_seq <> coalesce(drift_sums.last_seq, 0)
  ) then update log_position set last_seq = base; return; end if

; insert into logs (seq, ${headNames}, body_bytes) select base + at, ${headNames}, octet_length(body)
  from rows from (json_to_recordset(heads) as (${declared(heads)}), string_to_table(bodies, E'\\n')) with ordinality
    as pairs (${headNames}, body, at)
; insert into log_bodies (seq, body) select base + at, body from string_to_table(bodies, E'\\n') with ordinality as texts (body, at)
; insert into log_tail (${sumNames}) select ${sumNames} from json_to_recordset(sums) as given(${declared(sums)})
; insert into drift_sums (${groupNames}, last_seq, ${vectorNames}) select ${groupNames}, base + last_at, ${vectorNames}
  from json_to_recordset(vectors) as given(${declared(groups)}, last_at bigint, ${declared(vectors)})
  on conflict (${groupNames}) do update set last_seq = excluded.last_seq, ${Object.keys(vectors)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
; insert into first_logs (route, seq) select route, base + at from json_to_recordset(firsts) as given(route text, at bigint)
; there := null
; return next
; end $$;
`
