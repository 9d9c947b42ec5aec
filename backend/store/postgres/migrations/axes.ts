/** What a baseline damps, axis after axis (`core/drift.ts`). One of before has none, and is read as it was. */
export const axes = `
alter table baselines
  add column prompt_axes int[] not null default '{}',
  add column prompt_share float8 not null default 1,
  add column answer_axes int[] not null default '{}',
  add column answer_share float8 not null default 1;
`
