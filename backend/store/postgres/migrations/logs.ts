import { sumFields } from '../../../core/summary.ts'
import { snake } from '../columns.ts'

/** What was appended and what is merged have the same columns. */
const sums = `
    bucket_ms bigint not null,
    model text not null,
    service text not null,
    route text not null,
    source text not null,
    ${sumFields.map((field) => `${snake(field)} bigint not null,`).join('\n    ')}
    latency_bins int[] not null,
    latency_counts int[] not null`

/** Logs, their texts, their sums; keys and sessions. */
export const logs = `
create table log_position (last_seq bigint not null, minutes_from bigint not null);
insert into log_position values (0, 0);

create table logs (
  seq bigint primary key,
  id text not null unique,
  occurred_ms bigint not null,
  received_ms bigint not null,
  model text not null,
  service text,
  route text,
  source text not null,
  status text not null,
  preview text not null,
  prompt_hash bigint not null,
  session_id text,
  user_id text,
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
  wasted_nano bigint,
  waste_preview text,
  body_bytes int not null
);
create index logs_by_time on logs (occurred_ms, seq);
create index logs_by_model on logs (model, occurred_ms, seq);
create index logs_by_route on logs (route, occurred_ms, seq);
create index logs_by_service on logs (service, occurred_ms, seq);
create index logs_failed on logs (occurred_ms, seq) where status = 'error';
create index logs_apart on logs (source, occurred_ms, seq) where source <> 'production';
create index logs_by_arrival on logs (received_ms);
create index logs_by_session on logs (session_id) where session_id is not null;
create index logs_by_user on logs (user_id) where user_id is not null;
create index logs_wasting on logs (occurred_ms, seq) where wasted + wasted_reasoning > 0;

create table log_bodies (seq bigint primary key, body text not null);

create table log_tail (${sums});

create table log_sums (
  grain_ms int not null,
  ${sums},
  primary key (grain_ms, bucket_ms, model, service, route, source)
) with (fillfactor = 80);

create table api_keys (
  id text primary key,
  hash text not null unique,
  name text not null,
  scopes text not null,
  created_ms bigint not null,
  expires_ms bigint,
  revoked boolean not null default false
);
create table sessions (hash text primary key, key_hash text, expires_ms bigint not null);
`
