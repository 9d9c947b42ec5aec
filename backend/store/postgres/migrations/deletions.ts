/** What was asked to be deleted. `place` is that of a deletion that is done in commit order: a warehouse that has read so far repeats it. */
export const deletions = `
create table deletions (
  deletion_id text primary key,
  session_id text,
  user_id text,
  before_ms bigint,
  status text not null,
  started_ms bigint not null,
  touched_ms bigint not null,
  gone_ms bigint,
  place bigint,
  deleted bigint not null
);
create index deletions_by_time on deletions (started_ms);
create index deletions_by_place on deletions (place);
`
