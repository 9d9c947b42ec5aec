/** Sums of vectors and style, whole numbers: added up by `core/drift.ts`, in SQL by `sum(answer_sum[d])`. A vector has as many components as its embedder. */
const sums = `
    log_count bigint not null,
    prompt_count bigint not null,
    prompt_sum int[] not null,
    prompt_squares bigint not null,
    answer_count bigint not null,
    answer_sum int[] not null,
    answer_squares bigint not null,
    style_count bigint not null,
    style_sum bigint[] not null,
    style_squares bigint[] not null`

/**
 * What production says, by hour × route × model, and what it is compared with. Each writer has rows of its own, which it replaces by what it has
 * added up so far: nothing is locked, read or merged while logs come in, and a reader adds the rows of all writers. `last_seq` is that of the
 * commit that changed a row last. A route a log does not have is ''; so is the model of a baseline for every model of its route.
 */
export const drift = `
create table drift_sums (
  hour_ms bigint not null,
  route text not null,
  model text not null,
  embedder text not null,
  writer text not null,
  last_seq bigint not null,
  ${sums},
  primary key (hour_ms, route, model, embedder, writer)
) with (fillfactor = 50);

create table first_logs (
  route text not null,
  seq bigint not null,
  primary key (route, seq)
);

create table baselines (
  route text not null,
  model text not null,
  embedder text not null,
  state text not null,
  from_ms bigint not null,
  to_ms bigint not null,
  created_ms bigint not null,
  ${sums},
  prompt_spread float8 not null,
  answer_spread float8 not null,
  style_spread float8 not null,
  parts text not null,
  length_model text,
  primary key (route, model)
);
`
