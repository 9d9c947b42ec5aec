import type { CampaignStore, Finished } from '../../core/campaignStore.ts'
import { type AttemptRow, attemptColumns, findingTypes, toClaimed, toFindingRow } from './campaignRows.ts'
import type { Sql } from './sql.ts'

const columns = Object.keys(findingTypes).join(', ')
const given = { ...findingTypes, spent_nano: 'bigint', spent_tokens: 'bigint', is_unknown: 'boolean', logs: 'text' }

/**
 * The findings, the books of their calls, the end of their attempts and the claim of those that follow as one statement: a call waits for it.
 * What a lost lease had reserved is lost already. The run's row is locked first, so that what is read of it holds. An attempt that ends here is
 * still open to the rest of the statement, hence the looks into `given`. What a dead host had reserved is left to the claim that counts it as lost.
 */
const save = `with books as materialized (
  select * from red_team_runs where run_id = $1 for update
), given as (
  select * from json_to_recordset($2::json) as given(${Object.entries(given)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ')})
), held as (
  select a.state, a.reserved_nano, a.reserved_tokens, spent_nano, spent_tokens, is_unknown
  from given join red_team_attempts a on attempt_id = finding_id where lease_owner = $3 for update of a
), added as (
  insert into red_team_findings (run_id, ${columns}) select $1, ${columns} from given on conflict (finding_id) do nothing returning finding_id
), closed as (
  update red_team_attempts a set
    reserved_nano = case when lease_owner = $3 then 0 else reserved_nano end,
    reserved_tokens = case when lease_owner = $3 then 0 else reserved_tokens end,
    state = case when added.finding_id is null then state else 'answered' end,
    progress = case when added.finding_id is null then progress else logs end
  from given left join added using (finding_id) where attempt_id = given.finding_id
), sums as (
  select count(*) filter (where state = 'open') as places,
    coalesce(sum(spent_nano), 0) as spent_nano, coalesce(sum(spent_tokens), 0) as spent_tokens,
    coalesce(sum(reserved_nano), 0) as held_nano, coalesce(sum(reserved_tokens), 0) as held_tokens,
    coalesce(sum(reserved_nano) filter (where is_unknown), 0) as lost_nano,
    coalesce(sum(reserved_tokens) filter (where is_unknown), 0) as lost_tokens
  from held
), due as (
  select attempt_id from red_team_attempts a
  where run_id = $1 and state = 'open' and due_ms <= $5 and coalesce(lease_until_ms, 0) <= $5 and reserved_nano = 0 and reserved_tokens = 0
    and attempt_id not in (select finding_id from given) and (select status from books) = 'running'
    and (intensity = 0 or not exists (
      select 1 from red_team_attempts c where c.run_id = $1 and c.state = 'open' and c.intensity = 0 and c.strategy = a.strategy
        and c.attempt_id not in (select finding_id from given)))
  order by ordinal limit (select case when $4::bigint is null then 0 else places end from sums) for update skip locked
), aside as (
  select case when fits then $6::bigint else 0 end as nano, case when fits then $7::bigint else 0 end as tokens, taken
  from (
    select taken, taken > 0
      and (cap_nano is null or b.spent_nano + s.spent_nano + b.lost_nano + s.lost_nano + b.reserved_nano - held_nano + taken * $6 <= cap_nano)
      and b.spent_tokens + s.spent_tokens + b.lost_tokens + s.lost_tokens + b.reserved_tokens - held_tokens + taken * $7 <= cap_tokens as fits
    from books b, sums s, (select count(*) as taken from due) as dues
  ) as fitting
), booked as (
  update red_team_runs r set
    processed_prompts = processed_prompts + (select count(*) from added)::int,
    spent_nano = r.spent_nano + s.spent_nano, spent_tokens = r.spent_tokens + s.spent_tokens,
    lost_nano = r.lost_nano + s.lost_nano, lost_tokens = r.lost_tokens + s.lost_tokens,
    reserved_nano = r.reserved_nano - held_nano + taken * nano, reserved_tokens = r.reserved_tokens - held_tokens + taken * tokens
  from sums s, aside where run_id = $1
)
update red_team_attempts a set lease_owner = $3, lease_until_ms = $4, reserved_nano = nano, reserved_tokens = tokens
from due, aside where a.attempt_id = due.attempt_id
returning ${attemptColumns.map((column) => `a.${column}`).join(', ')}`

const utf8 = new TextEncoder()

const toGiven = ({ finding, spent, logs }: Finished) => ({
  ...toFindingRow(finding),
  spent_nano: spent === 'unknown' ? 0 : spent.nano,
  spent_tokens: spent === 'unknown' ? 0 : spent.tokens,
  is_unknown: spent === 'unknown',
  // What is to be logged stands where the progress stood, until it is in the logs.
  logs: JSON.stringify(logs),
})

export const createSaveFindings =
  (sql: Sql): CampaignStore['saveFindings'] =>
  async (runId, finished, owner, taking) => {
    const rows = await sql.query<AttemptRow>(save, [
      runId,
      utf8.encode(JSON.stringify(finished.map(toGiven))),
      owner,
      taking?.until ?? null,
      taking?.now ?? 0,
      taking?.each.nano ?? 0,
      taking?.each.tokens ?? 0,
    ])
    return rows.map(toClaimed).sort((a, b) => a.ordinal - b.ordinal)
  }
