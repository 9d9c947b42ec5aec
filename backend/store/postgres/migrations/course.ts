/**
 * The course of a run: how many of its prompts the generator said in other words (null: it was begun before this was counted), and when its first
 * attack and its latest prompt were answered, for the time that is left. A trigger, so that hosts of the former version keep it too. (A finding's body
 * is searched, not parsed: its texts may hold what PostgreSQL's JSON does not take. Inside a text the quotes would be escaped, so nothing else matches.)
 */
export const course = `
alter table red_team_runs add column reworded_prompts int;
alter table red_team_runs add column attacked_ms bigint;
alter table red_team_runs add column answered_ms bigint;
create function red_team_course() returns trigger language plpgsql as $$
  begin update red_team_runs r set
      reworded_prompts = r.reworded_prompts + fresh.reworded,
      attacked_ms = coalesce(r.attacked_ms, fresh.attacked_ms),
      answered_ms = greatest(r.answered_ms, fresh.answered_ms)
    from (
      select run_id, count(*) filter (where position('"isReworded":true' in body) > 0)::int as reworded,
        min(created_ms) filter (where intensity > 0) as attacked_ms, max(created_ms) as answered_ms
      from added group by run_id
    ) as fresh where r.run_id = fresh.run_id
; return null; end $$;
create trigger red_team_course after insert on red_team_findings referencing new table as added
  for each statement execute function red_team_course();
`
