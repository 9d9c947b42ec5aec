import { sumFields } from '../../../core/summary.ts'
import { snake } from '../columns.ts'

/** What of a removed head the marts still need: no text, nobody's id. */
const facts = `
  occurred_ms bigint not null,
  model text not null,
  service text,
  route text,
  source text not null,
  status text not null,
  latency_ms bigint,
  input bigint not null,
  cached bigint not null,
  cache_write bigint not null,
  output bigint not null,
  reasoning bigint not null,
  wasted bigint not null,
  wasted_reasoning bigint not null,
  repetition bigint not null,
  restatement bigint not null,
  filler bigint not null,
  scored boolean not null,
  looping boolean not null,
  refusal text not null,
  cost_nano bigint,
  wasted_nano bigint`

/**
 * `removed_logs`: heads that are gone, until the marts have seen it. `removed_seq` is the deletion's own place in commit order; null: the log
 * expired before the marts had read it, and counts. `metrics`: what the marts publish when a refresh ends, a row a quarter-hour × dimensions, with the
 * columns of `log_sums` (`count` is `log_count`). `metrics_position`: up to which `seq` it holds every log.
 */
export const marts = `
create table removed_logs (
  seq bigint primary key,
  removed_seq bigint,${facts}
);
create index removed_logs_by_removal on removed_logs (removed_seq);

create table metrics (
  bucket_ms bigint not null,
  model text not null,
  service text not null,
  route text not null,
  source text not null,
  ${sumFields.map((field) => `${field === 'count' ? 'log_count' : snake(field)} bigint not null,`).join('\n  ')}
  latency_bins int[] not null,
  latency_counts int[] not null,
  error_rate float8,
  token_efficiency float8,
  cognitive_waste float8,
  wasteful_share float8,
  semantic_drift float8,
  adversarial_stress float8,
  fragility_score float8,
  primary key (bucket_ms, model, service, route, source)
);

create table metrics_position (through_seq bigint not null, refreshed_ms bigint);
insert into metrics_position values (0, null);
`
