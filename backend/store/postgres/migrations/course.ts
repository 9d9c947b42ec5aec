import { findingTypes, saving } from './saveFindings.ts'

/**
 * The course of a run: how many of its prompts the generator said in other words (null: it was begun before this was counted), and when its first
 * attack and its latest prompt were answered, for the time that is left.
 */
export const course = `
alter table red_team_findings add column is_reworded boolean;
alter table red_team_runs add column reworded_prompts int;
alter table red_team_runs add column attacked_ms bigint;
alter table red_team_runs add column answered_ms bigint;
${saving({
  create: 'create or replace',
  columns: { ...findingTypes, is_reworded: 'boolean' },
  told: ['intensity', 'created_ms', 'is_reworded'],
  course: [
    'count(*) filter (where is_reworded)::int as reworded',
    'min(created_ms) filter (where intensity > 0) as attacked_ms',
    'max(created_ms) as answered_ms',
  ],
  kept: [
    'reworded_prompts = reworded_prompts + course.reworded',
    'attacked_ms = coalesce(attacked_ms, course.attacked_ms)',
    'answered_ms = greatest(answered_ms, course.answered_ms)',
  ],
})}`
