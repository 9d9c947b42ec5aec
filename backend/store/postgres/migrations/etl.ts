/** When the marts are refreshed, the runs that did it (one at a time: the index holds it), and how far a warehouse has read. */
export const etl = `
create table etl_plan (next_ms bigint, failures int not null, seen_seq bigint not null, begun_ms bigint not null);
insert into etl_plan values (null, 0, 0, 0);

create table etl_runs (
  run_id text primary key,
  engine text not null,
  status text not null,
  started_ms bigint not null,
  finished_ms bigint,
  rows_in bigint not null default 0,
  models text not null default '[]',
  tests_passed int not null default 0,
  tests_failed int not null default 0,
  error text,
  lease_owner text,
  lease_until_ms bigint not null,
  tries int not null
);
create unique index etl_runs_running on etl_runs ((true)) where status = 'running';
create index etl_runs_by_time on etl_runs (started_ms);

create table etl_cursors (name text primary key, cursor text not null);
`
