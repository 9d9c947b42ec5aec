import type { Amount, CampaignStore, Reservation } from '../../core/campaignStore.ts'
import { type AttemptRow, attemptColumns, toClaimed } from './campaignRows.ts'
import type { Queries, Sql } from './sql.ts'

type Attempts = Pick<
  CampaignStore,
  'claimAttempts' | 'renewLeases' | 'expireLeases' | 'closeExpired' | 'pass' | 'release' | 'reserve' | 'settle' | 'open'
>

/** An attack waits for the controls of its strategy: it is measured against them. */
const claim = `with due as (
  select attempt_id from red_team_attempts a
  where run_id = $1 and state = 'open' and due_ms <= $5 and coalesce(lease_until_ms, 0) <= $5 and reserved_nano = 0 and reserved_tokens = 0
    and (intensity = 0 or not exists (
      select 1 from red_team_attempts c where c.run_id = $1 and c.state = 'open' and c.intensity = 0 and c.strategy = a.strategy))
  order by ordinal limit $2 for update skip locked
), granted as (
  select many, (cap_nano is null or spent_nano + lost_nano + reserved_nano + many * $6::bigint <= cap_nano)
    and spent_tokens + lost_tokens + reserved_tokens + many * $7::bigint <= cap_tokens as fits
  from red_team_runs, (select count(*) as many from due) as counted where run_id = $1
), books as (
  update red_team_runs set reserved_nano = reserved_nano + many * $6, reserved_tokens = reserved_tokens + many * $7
  from granted where run_id = $1 and fits
)
update red_team_attempts a set lease_owner = $3, lease_until_ms = $4, is_ahead = false,
  reserved_nano = case when fits then $6 else 0 end, reserved_tokens = case when fits then $7 else 0 end
from due, granted where a.attempt_id = due.attempt_id
returning ${attemptColumns.map((column) => `a.${column}`).join(', ')}`

/**
 * What hosts that are dead, or away for too long, had set aside: for calls nobody heard of again it is lost, for what was only claimed ahead it is free.
 * A call whose answer is kept was paid, and nobody knows yet how much: it is lost too, so that no other takes its place in the cap.
 */
const closeBooks = `with expired as (
  select attempt_id, reserved_nano, reserved_tokens, is_ahead and progress is null as is_free from red_team_attempts
  where run_id = $1 and state = 'open' and coalesce(lease_until_ms, 0) <= $2 and reserved_tokens > 0 for update skip locked
), sums as (
  select sum(reserved_nano)::bigint as nano, coalesce(sum(reserved_nano) filter (where not is_free), 0)::bigint as sent_nano,
    sum(reserved_tokens)::bigint as tokens, coalesce(sum(reserved_tokens) filter (where not is_free), 0)::bigint as sent_tokens
  from expired having count(*) > 0
), books as (
  update red_team_runs set reserved_nano = reserved_nano - nano, lost_nano = lost_nano + sent_nano,
    reserved_tokens = reserved_tokens - tokens, lost_tokens = lost_tokens + sent_tokens
  from sums where run_id = $1
)
update red_team_attempts a set reserved_nano = 0, reserved_tokens = 0 from expired where a.attempt_id = expired.attempt_id`

/** Both conditions are read again when another call was first: the row of the run is what calls wait for. */
const reserve = `with taken as (
  update red_team_runs r set reserved_nano = r.reserved_nano + $3, reserved_tokens = r.reserved_tokens + $4
  from red_team_attempts a
  where a.attempt_id = $1 and a.lease_owner = $2 and a.state = 'open' and r.run_id = a.run_id and r.status = 'running'
    and (cap_nano is null or spent_nano + lost_nano + r.reserved_nano + $3 <= cap_nano)
    and spent_tokens + lost_tokens + r.reserved_tokens + $4 <= cap_tokens
  returning r.run_id
)
update red_team_attempts set reserved_nano = reserved_nano + $3, reserved_tokens = reserved_tokens + $4
where attempt_id = $1 and exists (select 1 from taken) returning attempt_id`

/** What an attempt holds becomes spent, or lost, in the books of its run. Nothing happens when the lease has gone to another: then it is lost already. */
const settleRun = `update red_team_runs r set
  spent_nano = spent_nano + $3, spent_tokens = spent_tokens + $4,
  lost_nano = lost_nano + case when $5 then a.reserved_nano else 0 end, lost_tokens = lost_tokens + case when $5 then a.reserved_tokens else 0 end,
  reserved_nano = r.reserved_nano - a.reserved_nano, reserved_tokens = r.reserved_tokens - a.reserved_tokens
from red_team_attempts a where a.attempt_id = $1 and a.lease_owner = $2 and r.run_id = a.run_id`

/** Closes the books of a call inside a transaction. */
const settleIn = async (tx: Queries, attemptId: string, owner: string, spent: Amount | 'unknown'): Promise<void> => {
  const { nano, tokens } = spent === 'unknown' ? { nano: 0, tokens: 0 } : spent
  await tx.query(settleRun, [attemptId, owner, nano, tokens, spent === 'unknown'])
  await tx.query('update red_team_attempts set reserved_nano = 0, reserved_tokens = 0 where attempt_id = $1 and lease_owner = $2', [
    attemptId,
    owner,
  ])
}

interface Books {
  fits: boolean
  alive: boolean
}

/** Why nothing could be reserved. */
const refusal = async (sql: Sql, attemptId: string, owner: string, { nano, tokens }: Amount): Promise<Reservation> => {
  const [books] = await sql.query<Books>(
    `select (cap_nano is null or spent_nano + lost_nano + $3 <= cap_nano) and spent_tokens + lost_tokens + $4 <= cap_tokens as fits,
      r.status = 'running' and a.lease_owner = $2 and a.state = 'open' as alive
    from red_team_attempts a join red_team_runs r on r.run_id = a.run_id where attempt_id = $1`,
    [attemptId, owner, nano, tokens],
  )
  if (books === undefined || !books.alive) return 'gone'
  return books.fits ? 'wait' : 'over'
}

export const createAttempts = (sql: Sql): Attempts => ({
  claimAttempts: (runId, count, { owner, until }, now, each = { nano: 0, tokens: 0 }) =>
    sql.transaction(async (tx) => {
      // The lock of the run makes hosts take turns, so that together they never hold more than its concurrency.
      const [run] = await tx.query<{ concurrency: number }>(
        "select concurrency from red_team_runs where run_id = $1 and status = 'running' for update",
        [runId],
      )
      if (run === undefined) return []
      await tx.query(closeBooks, [runId, now])
      const [held] = await tx.query<{ count: number }>(
        `select count(*)::int as count from red_team_attempts
        where run_id = $1 and state = 'open' and lease_until_ms > $2 and not (is_ahead and lease_owner = $3)`,
        [runId, now, owner],
      )
      const free = Math.min(count, run.concurrency - (held?.count ?? 0))
      if (free <= 0) return []
      const rows = await tx.query<AttemptRow>(claim, [runId, free, owner, until, now, each.nano, each.tokens])
      return rows.map(toClaimed).sort((a, b) => a.ordinal - b.ordinal)
    }),
  renewLeases: async ({ owner, until }, attemptIds) => {
    // It waits for nobody, since it holds many rows: one that is locked is being stored, or is prolonged the next time.
    await sql.query(
      `with held as (
        select attempt_id from red_team_attempts
        where attempt_id = any($3::text[]) and lease_owner = $1 and state = 'open' for update skip locked
      ) update red_team_attempts a set lease_until_ms = $2 from held where a.attempt_id = held.attempt_id`,
      [owner, until, attemptIds],
    )
  },
  expireLeases: async () => {
    await sql.query("update red_team_attempts set lease_until_ms = 0 where state <> 'done' and lease_until_ms > 0")
  },
  closeExpired: (runId, now) =>
    sql.transaction(async (tx) => {
      await tx.query('select 1 from red_team_runs where run_id = $1 for update', [runId])
      await tx.query(closeBooks, [runId, now])
    }),
  pass: async ({ owner, until }, { attemptId, progress }, next) => {
    const [row] = await sql.query<{ passed: boolean }>('select red_team_pass($1, $2, $3, $4, $5) as passed', [
      owner,
      until,
      attemptId,
      progress,
      next,
    ])
    return row?.passed === true
  },
  release: async (attemptId, owner, { dueAt, tries, progress }) => {
    await sql.query(
      `update red_team_attempts set lease_owner = null, lease_until_ms = null, due_ms = $3, tries = $4, progress = coalesce($5, progress)
      where attempt_id = $1 and lease_owner = $2 and state = 'open'`,
      [attemptId, owner, dueAt, tries, progress],
    )
  },
  reserve: async (attemptId, owner, most) => {
    const reserved = await sql.query(reserve, [attemptId, owner, most.nano, most.tokens])
    return reserved.length > 0 ? 'reserved' : refusal(sql, attemptId, owner, most)
  },
  settle: (attemptId, owner, spent, progress) =>
    sql.transaction(async (tx) => {
      await settleIn(tx, attemptId, owner, spent)
      await tx.query("update red_team_attempts set progress = $3 where attempt_id = $1 and lease_owner = $2 and state = 'open'", [
        attemptId,
        owner,
        progress,
      ])
    }),
  open: async (runId) => {
    const [row] = await sql.query<{ count: number; due: number | null }>(
      "select count(*)::int as count, min(greatest(due_ms, coalesce(lease_until_ms, 0))) as due from red_team_attempts where run_id = $1 and state = 'open'",
      [runId],
    )
    return { count: row?.count ?? 0, dueAt: row?.due ?? null }
  },
})
