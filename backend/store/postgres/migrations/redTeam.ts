/**
 * Red-team runs, their attempts (the work list, claimed with a lease) and their findings (one for each attempt that was answered).
 * What the marts read stands in columns of whole numbers; the rest is JSON text. Money of a run: spent, reserved for calls in flight, and lost:
 * reserved by calls nobody heard of again, which may have been paid.
 */
export const redTeam = `
create table red_team_runs (
  run_id text primary key,
  status text not null,
  target text not null,
  model text not null,
  is_practice boolean not null,
  config text not null,
  concurrency int not null,
  total_prompts int not null,
  processed_prompts int not null default 0,
  cap_nano bigint,
  cap_tokens bigint not null,
  spent_nano bigint not null default 0,
  spent_tokens bigint not null default 0,
  reserved_nano bigint not null default 0,
  reserved_tokens bigint not null default 0,
  lost_nano bigint not null default 0,
  lost_tokens bigint not null default 0,
  stress double precision,
  fragility double precision,
  waiting_until_ms bigint,
  error text,
  created_ms bigint not null,
  started_ms bigint,
  finished_ms bigint
);
create index red_team_runs_by_time on red_team_runs (created_ms);

create table red_team_attempts (
  attempt_id text primary key,
  run_id text not null references red_team_runs,
  ordinal int not null,
  strategy text not null,
  intensity int not null,
  task text not null,
  state text not null default 'open',
  lease_until_ms bigint,
  lease_owner text,
  tries int not null default 0,
  due_ms bigint not null default 0,
  reserved_nano bigint not null default 0,
  reserved_tokens bigint not null default 0,
  progress text,
  unique (run_id, ordinal)
);
create index red_team_attempts_open on red_team_attempts (run_id, ordinal) where state = 'open';
create index red_team_attempts_unlogged on red_team_attempts (attempt_id) where state = 'answered';

create table red_team_findings (
  seq bigint generated always as identity primary key,
  finding_id text not null unique,
  run_id text not null references red_team_runs,
  strategy text not null,
  family text not null,
  owasp text not null,
  intensity int not null,
  pair int not null,
  verdict text not null,
  override_verdict text,
  override_note text,
  override_by text,
  override_ms bigint,
  is_truncated boolean not null,
  latency_ms bigint,
  input bigint not null,
  output bigint not null,
  reasoning bigint not null,
  wasted bigint not null,
  cost_nano bigint,
  amplification_milli bigint,
  stress_micro bigint,
  body text not null,
  created_ms bigint not null
);
create index red_team_findings_by_run on red_team_findings (run_id, seq);
`
