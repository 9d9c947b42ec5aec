const columns = {
  finding_id: 'text',
  strategy: 'text',
  family: 'text',
  owasp: 'text',
  intensity: 'int',
  pair: 'int',
  verdict: 'text',
  is_truncated: 'boolean',
  latency_ms: 'bigint',
  input: 'bigint',
  output: 'bigint',
  reasoning: 'bigint',
  wasted: 'bigint',
  cost_nano: 'bigint',
  amplification_milli: 'bigint',
  stress_micro: 'bigint',
  body: 'text',
  created_ms: 'bigint',
}
export const findingColumns = Object.keys(columns).join(', ')
export const findingTypes = Object.entries(columns)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ')

/**
 * Two functions that calls wait for: functions, since their statements are planned once a connection, which is most of what they cost.
 * `red_team_keep` stores what attempts have come to, and gives their places to others. `red_team_save` stores findings of a run, closes the books of
 * their calls, ends their attempts and claims those that follow: for the places that are free now, and ahead. The run's row is locked first, so that
 * what is read of it holds. What a dead host had reserved is left to `closeExpired`; what a lost lease had reserved is closed already. `is_ahead`: claimed,
 * and no call of it is under way, not yet or not any more. (The semicolons stand in front, since one at the end of a line ends a migration's
 * statement. The function of seven arguments that a former version made stays for hosts of that version.)
 */
export const saveFindings = `
alter table red_team_attempts add column is_ahead boolean not null default false;
alter table red_team_runs add column call_nano bigint not null default 0;
alter table red_team_runs add column call_tokens bigint not null default 0;
create function red_team_keep(host text, lease_until bigint, kept json) returns setof text language plpgsql set plan_cache_mode = force_generic_plan as $$
  begin return query update red_team_attempts a set
      lease_until_ms = greatest(lease_until_ms, lease_until), is_ahead = given.progress is not null, progress = coalesce(given.progress, a.progress)
    from json_to_recordset(kept) as given("attemptId" text, progress text)
    where attempt_id = given."attemptId" and lease_owner = host and state = 'open' returning attempt_id
; end $$;
create function red_team_save(
  of_run text, findings json, host text, lease_until bigint, due_by bigint, each_nano bigint, each_tokens bigint, ahead int
) returns setof red_team_attempts language plpgsql set plan_cache_mode = force_generic_plan as $$
  declare books red_team_runs; sums record; fresh int; taken text[]; many int; fits boolean
; begin
  select * into books from red_team_runs where run_id = of_run for update

; select count(*) filter (where state = 'open' and leaves_place) as places,
    coalesce(sum(spent_nano) filter (where state = 'open' or reserved_tokens > 0), 0)::bigint as spent_nano,
    coalesce(sum(spent_tokens) filter (where state = 'open' or reserved_tokens > 0), 0)::bigint as spent_tokens,
    coalesce(sum(reserved_nano), 0)::bigint as held_nano, coalesce(sum(reserved_tokens), 0)::bigint as held_tokens,
    coalesce(sum(reserved_nano) filter (where is_unknown), 0)::bigint as lost_nano,
    coalesce(sum(reserved_tokens) filter (where is_unknown), 0)::bigint as lost_tokens
  into sums from (
    select a.state, a.reserved_nano, a.reserved_tokens, spent_nano, spent_tokens, is_unknown, leaves_place
    from json_to_recordset(findings) as given(finding_id text, spent_nano bigint, spent_tokens bigint, is_unknown boolean, leaves_place boolean)
    join red_team_attempts a on attempt_id = finding_id where lease_owner = host for update of a
  ) as held

; with added as (
    insert into red_team_findings (run_id, ${findingColumns})
    select of_run, ${findingColumns} from json_to_recordset(findings) as given(${findingTypes})
    on conflict (finding_id) do nothing returning finding_id
  ), closed as (
    update red_team_attempts a set
      reserved_nano = case when lease_owner = host then 0 else reserved_nano end,
      reserved_tokens = case when lease_owner = host then 0 else reserved_tokens end,
      state = case when added.finding_id is null then state else 'answered' end,
      progress = case when added.finding_id is null then progress else logs end
    from json_to_recordset(findings) as given(finding_id text, logs text) left join added using (finding_id)
    where attempt_id = given.finding_id
  )
  select count(*) into fresh from added

; select array_agg(attempt_id order by ordinal) into taken from (
    select attempt_id, ordinal from red_team_attempts a
    where run_id = of_run and state = 'open' and due_ms <= due_by and coalesce(lease_until_ms, 0) <= due_by
      and reserved_nano = 0 and reserved_tokens = 0 and books.status = 'running' and lease_until is not null
      and (intensity = 0 or not exists (
        select 1 from red_team_attempts c where c.run_id = of_run and c.state = 'open' and c.intensity = 0 and c.strategy = a.strategy))
    order by ordinal limit sums.places + ahead for update skip locked
  ) as due

; many := coalesce(array_length(taken, 1), 0)
; fits := many > 0
    and (books.cap_nano is null or books.spent_nano + sums.spent_nano + books.lost_nano + sums.lost_nano
      + books.reserved_nano - sums.held_nano + many * each_nano <= books.cap_nano)
    and books.spent_tokens + sums.spent_tokens + books.lost_tokens + sums.lost_tokens
      + books.reserved_tokens - sums.held_tokens + many * each_tokens <= books.cap_tokens
; if not fits then each_nano := 0; each_tokens := 0; end if

; update red_team_runs set
    processed_prompts = processed_prompts + fresh,
    spent_nano = spent_nano + sums.spent_nano, spent_tokens = spent_tokens + sums.spent_tokens,
    lost_nano = lost_nano + sums.lost_nano, lost_tokens = lost_tokens + sums.lost_tokens,
    reserved_nano = reserved_nano - sums.held_nano + many * each_nano,
    reserved_tokens = reserved_tokens - sums.held_tokens + many * each_tokens
  where run_id = of_run

; return query update red_team_attempts
    set lease_owner = host, lease_until_ms = lease_until, reserved_nano = each_nano, reserved_tokens = each_tokens,
      is_ahead = not attempt_id = any(taken[1:sums.places])
    where attempt_id = any(taken) returning *
; end $$;
`
