import type { Claim, ClaimWish, Engine, EtlRun, EtlStore, Lease, ModelRun } from '../../core/etl.ts'
import type { Clock } from '../../core/ports.ts'
import type { Queries, Sql } from './sql.ts'

/** So many new logs make a run due before its time, but not sooner than a while after the last one began. */
const manyNew = 50_000
const soonestMs = 60_000
/** A run whose holders were lost so often is given up, and tried again later: it may be what ends them. */
const mostTries = 3
const givenUpMs = 5 * 60_000

interface RunRow {
  run_id: string
  engine: Engine['id']
  status: EtlRun['status']
  started_ms: number
  finished_ms: number | null
  rows_in: number
  models: string
  tests_passed: number
  tests_failed: number
  error: string | null
}

const toRun = (row: RunRow): EtlRun => ({
  runId: row.run_id,
  engine: row.engine,
  status: row.status,
  startedAt: row.started_ms,
  finishedAt: row.finished_ms,
  rowsIn: row.rows_in,
  models: JSON.parse(row.models) as ModelRun[],
  tests: { passed: row.tests_passed, failed: row.tests_failed },
  error: row.error,
})

interface PlanRow {
  now: number
  next_ms: number | null
  failures: number
  begun_ms: number
  unseen: number
}

interface Running {
  run_id: string
  lease_until_ms: number
  tries: number
}

/** The plan, locked until commit: who has it decides alone. */
const lockPlan = async (tx: Queries, now: string): Promise<PlanRow> => {
  const [plan] = await tx.query<PlanRow>(
    `select ${now} as now, next_ms, failures, begun_ms, (select last_seq from log_position) - seen_seq as unseen from etl_plan for update`,
  )
  if (plan === undefined) throw new Error('etl_plan has no row')
  return plan
}

const isDue = ({ now, next_ms, failures, begun_ms, unseen }: PlanRow): boolean =>
  (next_ms !== null && next_ms <= now) || (failures === 0 && unseen > manyNew && now - begun_ms >= soonestMs)

/** A lease far longer than any is given for comes from a clock that has been put back. */
const isHeld = ({ lease_until_ms }: Running, now: number, leaseMs: number): boolean =>
  lease_until_ms > now && lease_until_ms <= now + 2 * leaseMs

const giveUp = async (tx: Queries, { run_id, tries }: Running, now: number): Promise<void> => {
  await tx.query("update etl_runs set status = 'failed', finished_ms = $2, error = $3, lease_owner = null where run_id = $1", [
    run_id,
    now,
    `who refreshed the marts was lost ${tries} times`,
  ])
  await tx.query('update etl_plan set failures = failures + 1, next_ms = $1', [now + givenUpMs])
}

const begin = async (tx: Queries, { runId, owner, engine, leaseMs }: ClaimWish, now: number): Promise<void> => {
  await tx.query(
    `insert into etl_runs (run_id, engine, status, started_ms, lease_owner, lease_until_ms, tries) values ($1, $2, 'running', $3, $4, $5, 1)`,
    [runId, engine, now, owner, now + leaseMs],
  )
}

const takeOver = async (tx: Queries, { run_id }: Running, { owner, engine, leaseMs }: ClaimWish, now: number): Promise<void> => {
  await tx.query('update etl_runs set engine = $2, lease_owner = $3, lease_until_ms = $4, tries = tries + 1 where run_id = $1', [
    run_id,
    engine,
    owner,
    now + leaseMs,
  ])
}

const claimIn = async (tx: Queries, wish: ClaimWish, clock: string): Promise<Claim> => {
  const plan = await lockPlan(tx, clock)
  const { now } = plan
  const [running] = await tx.query<Running>("select run_id, lease_until_ms, tries from etl_runs where status = 'running'")
  if (running !== undefined && isHeld(running, now, wish.leaseMs))
    return { status: 'busy', runId: running.run_id, leaseUntil: running.lease_until_ms }
  const lost = running !== undefined && running.tries >= mostTries
  if (lost) await giveUp(tx, running, now)
  const left = lost ? undefined : running
  if (left === undefined && wish.when === 'due' && (lost || !isDue(plan))) return { status: 'idle' }
  if (left === undefined) await begin(tx, wish, now)
  else await takeOver(tx, left, wish, now)
  await tx.query('update etl_plan set seen_seq = (select last_seq from log_position), begun_ms = $1', [now])
  return {
    status: 'claimed',
    lease: { runId: left?.run_id ?? wish.runId, owner: wish.owner },
    leaseUntil: now + wish.leaseMs,
    failures: plan.failures,
  }
}

const held = "run_id = $1 and lease_owner = $2 and status = 'running'"

/** Whether a run is still its holder's; if so it stays that until the transaction ends. */
export const heldRun = async (tx: Queries, { runId, owner }: Lease): Promise<boolean> =>
  (await tx.query(`select from etl_runs where ${held} for update`, [runId, owner])).length > 0

/** The runs in SQL. `clock` null is the database's own, the same for every host on it. */
export const createEtlStore = (sql: Sql, clock: Clock | null = null): EtlStore => {
  const now = () => (clock === null ? '(extract(epoch from clock_timestamp()) * 1000)::bigint' : `${Math.round(clock())}::bigint`)
  return {
    plan: async (everyMs) => {
      await sql.query(`update etl_plan set next_ms = ${now()} + $1::bigint where next_ms is null or next_ms > ${now()} + $1::bigint`, [
        everyMs,
      ])
    },
    claim: (wish) => sql.transaction((tx) => claimIn(tx, wish, now())),
    queue: ({ runId, engine }) =>
      sql.transaction(async (tx) => {
        const plan = await lockPlan(tx, now())
        if ((await tx.query("select from etl_runs where status = 'running'")).length > 0) return null
        await tx.query(
          "insert into etl_runs (run_id, engine, status, started_ms, lease_until_ms, tries) values ($1, $2, 'running', $3, 0, 0)",
          [runId, engine, plan.now],
        )
        return runId
      }),
    renew: async ({ runId, owner }, leaseMs) =>
      (
        await sql.query(`update etl_runs set lease_until_ms = ${now()} + $3::bigint where ${held} returning run_id`, [
          runId,
          owner,
          leaseMs,
        ])
      ).length > 0,
    release: async (owners) => {
      await sql.query("update etl_runs set lease_until_ms = 0 where status = 'running' and starts_with(lease_owner, $1)", [owners])
    },
    finish: ({ runId, owner }: Lease, { engine, outcome, nextInMs }) =>
      sql.transaction(async (tx) => {
        const plan = await lockPlan(tx, now())
        const ended = await tx.query(
          `update etl_runs set engine = $3, status = $4, finished_ms = $5, rows_in = $6, models = $7, tests_passed = $8, tests_failed = $9,
            error = $10, lease_owner = null where ${held} returning run_id`,
          [
            runId,
            owner,
            engine,
            outcome.status,
            plan.now,
            outcome.rowsIn,
            JSON.stringify(outcome.models),
            outcome.tests.passed,
            outcome.tests.failed,
            outcome.status === 'failed' ? outcome.error : null,
          ],
        )
        if (ended.length === 0) return false
        const failures = outcome.status === 'failed' ? plan.failures + 1 : 0
        await tx.query('update etl_plan set next_ms = $1, failures = $2', [plan.now + nextInMs, failures])
        return true
      }),
    state: async () => {
      const [row] = await sql.query<{ now: number; next_ms: number | null; failures: number; fresh_ms: number | null }>(
        `select ${now()} as now, next_ms, failures,
          (select started_ms from etl_runs where status = 'success' order by started_ms desc limit 1) as fresh_ms from etl_plan`,
      )
      if (row === undefined) throw new Error('etl_plan has no row')
      return { now: row.now, nextAt: row.next_ms, failures: row.failures, freshAt: row.fresh_ms }
    },
    runs: async (limit) =>
      (await sql.query<RunRow>('select * from etl_runs order by started_ms desc, run_id desc limit $1', [limit])).map(toRun),
    prune: async (keep) => {
      await sql.query(
        "delete from etl_runs where status <> 'running' and run_id not in (select run_id from etl_runs order by started_ms desc, run_id desc limit $1)",
        [keep],
      )
    },
  }
}
