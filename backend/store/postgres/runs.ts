import type { CampaignStore, RunChange } from '../../core/campaignStore.ts'
import { attemptArrays, type RunRow, runColumns, toRun } from './campaignRows.ts'
import type { Sql } from './sql.ts'

type Runs = Pick<CampaignStore, 'createRun' | 'run' | 'runs' | 'latestFinished' | 'dueRuns' | 'move' | 'setWaiting' | 'setScores'>

/** Attempts of one statement, so that writing many does not hold the event loop. */
const attemptsAtOnce = 500

const changeable: Record<keyof RunChange, string> = {
  error: 'error',
  waitingUntil: 'waiting_until_ms',
  startedAt: 'started_ms',
  finishedAt: 'finished_ms',
}

export const createRuns = (sql: Sql): Runs => {
  const select = async (rest: string, params: readonly unknown[]) =>
    (await sql.query<RunRow>(`select ${runColumns} from red_team_runs ${rest}`, params)).map(toRun)
  return {
    createRun: (run, attempts) =>
      sql.transaction(async (tx) => {
        await tx.query(
          `insert into red_team_runs (run_id, status, target, model, is_practice, config, concurrency, total_prompts, cap_nano, cap_tokens, call_nano, call_tokens, reworded_prompts, error, created_ms, started_ms, finished_ms)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
          [
            run.runId,
            run.status,
            run.config.target,
            run.model,
            run.isPractice,
            JSON.stringify(run.config),
            run.config.concurrency,
            run.totalPrompts,
            run.caps.nano,
            run.caps.tokens,
            run.caps.call.nano,
            run.caps.call.tokens,
            run.rewordedPrompts,
            run.error,
            run.createdAt,
            run.startedAt,
            run.finishedAt,
          ],
        )
        for (let from = 0; from < attempts.length; from += attemptsAtOnce)
          await tx.query(
            `insert into red_team_attempts (run_id, attempt_id, ordinal, strategy, intensity, task)
            select $1, * from unnest($2::text[], $3::int[], $4::text[], $5::int[], $6::text[])`,
            [run.runId, ...attemptArrays(attempts.slice(from, from + attemptsAtOnce))],
          )
      }),
    run: async (runId) => (await select('where run_id = $1', [runId]))[0] ?? null,
    runs: (limit) => select('order by created_ms desc, run_id desc limit $1', [limit]),
    latestFinished: async () =>
      (
        await select(
          "where (status = 'completed' or status = 'stopped' and stress is not null) and not is_practice and finished_ms is not null order by finished_ms desc, run_id desc limit 1",
          [],
        )
      )[0] ?? null,
    dueRuns: (now) =>
      select("where status in ('queued', 'running') or (status = 'paused' and waiting_until_ms <= $1) order by created_ms, run_id", [now]),
    move: async (runId, from, to, change) => {
      const given = (Object.keys(changeable) as (keyof RunChange)[]).filter((field) => change[field] !== undefined)
      const sets = given.map((field, at) => `, ${changeable[field]} = $${at + 4}`).join('')
      const [row] = await sql.query<RunRow>(
        `update red_team_runs set status = $3${sets} where run_id = $1 and status = any($2::text[]) returning ${runColumns}`,
        [runId, from, to, ...given.map((field) => change[field])],
      )
      return row === undefined ? null : toRun(row)
    },
    setWaiting: async (runId, until) => {
      await sql.query("update red_team_runs set waiting_until_ms = $2 where run_id = $1 and status = 'running'", [runId, until])
    },
    setScores: async (runId, { stress, fragility }) => {
      await sql.query('update red_team_runs set stress = $2, fragility = $3 where run_id = $1', [runId, stress, fragility])
    },
  }
}
