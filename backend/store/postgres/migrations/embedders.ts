/** How far embedders are that work behind ingest, who is at it until when, and a baseline for each of them. `answered_by` is the model its vectors come from. */
export const embedders = `
create table embedder_places (
  embedder text primary key,
  seq bigint not null,
  answered_by text,
  holder text not null,
  lease_until_ms bigint not null
);
alter table baselines drop constraint baselines_pkey;
alter table baselines add primary key (route, model, embedder);
`
