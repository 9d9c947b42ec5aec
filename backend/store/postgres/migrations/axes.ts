/**
 * What a baseline damps, axis after axis (`core/drift.ts`), and the spread that belongs to it. One of before has none, and is read as it was; so is
 * one that a host of a former version has replaced: it writes another spread, and leaves the rest of the row before.
 */
export const axes = `
alter table baselines
  add column prompt_axes int[] not null default '{}',
  add column prompt_share float8 not null default 1,
  add column prompt_damped float8,
  add column answer_axes int[] not null default '{}',
  add column answer_share float8 not null default 1,
  add column answer_damped float8;
`
