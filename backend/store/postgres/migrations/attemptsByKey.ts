import { findingColumns, findingTypes } from './saveFindings.ts'

/** Planned once a connection, and by keys also while the table is small: that plan would stay when it is not any more. */
const planned = 'set plan_cache_mode = force_generic_plan set enable_seqscan = off'

/**
 * What calls wait for, by the key of each attempt: joined with a list, as in `saveFindings`, the table of all attempts there are is read from end to end.
 * `red_team_pass` stores what an attempt has come to and gives its place to the next, true when that is still the host's. (`red_team_keep` stays for
 * hosts of the version before.) `red_team_save` does what it did. Controls that are open have an index of their own: every attack that could be claimed asks for them.
 */
export const attemptsByKey = `
create index red_team_attempts_controls on red_team_attempts (run_id, strategy) where state = 'open' and intensity = 0;
create function red_team_pass(host text, lease_until bigint, ended text, said text, next text)
  returns boolean language plpgsql ${planned} as $$
  begin update red_team_attempts set lease_until_ms = greatest(lease_until_ms, lease_until), is_ahead = true, progress = said
    where attempt_id = ended and lease_owner = host and state = 'open'
; update red_team_attempts set lease_until_ms = greatest(lease_until_ms, lease_until), is_ahead = false
    where attempt_id = next and lease_owner = host and state = 'open'
; return found
; end $$;
create or replace function red_team_save(
  of_run text, findings json, host text, lease_until bigint, due_by bigint, each_nano bigint, each_tokens bigint, ahead int
) returns setof red_team_attempts language plpgsql ${planned} as $$
  declare books red_team_runs; given record; held red_team_attempts; added text[]; taken text[]; many int; places int := 0
; paid_nano bigint := 0; paid_tokens bigint := 0; freed_nano bigint := 0; freed_tokens bigint := 0; gone_nano bigint := 0; gone_tokens bigint := 0
; begin
  select * into books from red_team_runs where run_id = of_run for update

; with stored as (
    insert into red_team_findings (run_id, ${findingColumns})
    select of_run, ${findingColumns} from json_to_recordset(findings) as given(${findingTypes})
    on conflict (finding_id) do nothing returning finding_id
  ) select coalesce(array_agg(finding_id), '{}') into added from stored

; for given in select * from json_to_recordset(findings)
    as given(finding_id text, spent_nano bigint, spent_tokens bigint, is_unknown boolean, leaves_place boolean, logs text)
  loop
    select * into held from red_team_attempts where attempt_id = given.finding_id for update
  ; if held.lease_owner = host then
      if held.state = 'open' and given.leaves_place then places := places + 1; end if
    ; if held.state = 'open' or held.reserved_tokens > 0 then
        paid_nano := paid_nano + coalesce(given.spent_nano, 0); paid_tokens := paid_tokens + coalesce(given.spent_tokens, 0)
    ; end if
    ; if given.is_unknown then gone_nano := gone_nano + held.reserved_nano; gone_tokens := gone_tokens + held.reserved_tokens; end if
    ; freed_nano := freed_nano + held.reserved_nano; freed_tokens := freed_tokens + held.reserved_tokens
    ; held.reserved_nano := 0; held.reserved_tokens := 0
  ; end if
  ; if given.finding_id = any(added) then held.state := 'answered'; held.progress := given.logs; end if
  ; update red_team_attempts
      set reserved_nano = held.reserved_nano, reserved_tokens = held.reserved_tokens, state = held.state, progress = held.progress
      where attempt_id = given.finding_id
; end loop

; select array_agg(attempt_id order by ordinal) into taken from (
    select attempt_id, ordinal from red_team_attempts a
    where run_id = of_run and state = 'open' and due_ms <= due_by and coalesce(lease_until_ms, 0) <= due_by
      and reserved_nano = 0 and reserved_tokens = 0 and books.status = 'running' and lease_until is not null
      and (intensity = 0 or not exists (
        select 1 from red_team_attempts c where c.run_id = of_run and c.state = 'open' and c.intensity = 0 and c.strategy = a.strategy))
    order by ordinal limit places + ahead for update skip locked
  ) as due

; many := coalesce(array_length(taken, 1), 0)
; if many = 0
    or books.cap_nano < books.spent_nano + paid_nano + books.lost_nano + gone_nano + books.reserved_nano - freed_nano + many * each_nano
    or books.cap_tokens < books.spent_tokens + paid_tokens + books.lost_tokens + gone_tokens + books.reserved_tokens - freed_tokens + many * each_tokens
  then each_nano := 0; each_tokens := 0; end if

; update red_team_runs set
    processed_prompts = processed_prompts + cardinality(added),
    spent_nano = spent_nano + paid_nano, spent_tokens = spent_tokens + paid_tokens,
    lost_nano = lost_nano + gone_nano, lost_tokens = lost_tokens + gone_tokens,
    reserved_nano = reserved_nano - freed_nano + many * each_nano,
    reserved_tokens = reserved_tokens - freed_tokens + many * each_tokens
  where run_id = of_run

; return query update red_team_attempts
    set lease_owner = host, lease_until_ms = lease_until, reserved_nano = each_nano, reserved_tokens = each_tokens,
      is_ahead = not attempt_id = any(taken[1:places])
    where attempt_id = any(taken) returning *
; end $$;
`
