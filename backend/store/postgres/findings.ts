import type { Finding } from '../../core/campaign.ts'
import type { CampaignStore } from '../../core/campaignStore.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { type FindingRow, findingColumns, inMicro, type OutcomeRow, toFinding, toOutcome } from './campaignRows.ts'
import { createSaveFindings } from './saveFindings.ts'
import type { Sql } from './sql.ts'

type Findings = Pick<CampaignStore, 'saveFindings' | 'unlogged' | 'logged' | 'findings' | 'finding' | 'outcomes' | 'rescore' | 'override'>

/** Findings whose texts are in memory at a time while they are scored anew. */
const rescoredAtOnce = 200
const changed = `select f.finding_id, f.body from red_team_findings f
  join unnest($1::text[], $2::bigint[]) as scored (finding_id, stress_micro) on scored.finding_id = f.finding_id
  where f.stress_micro is distinct from scored.stress_micro for update of f`
const restress = 'update red_team_findings set stress_micro = $2, body = $3 where finding_id = $1'

const cursorSeq = (cursor: string | null): number => {
  if (cursor === null) return 0
  if (!/^\d{1,15}$/.test(cursor)) throw new RangeError('bad cursor')
  return Number(cursor)
}

export const createFindings = (sql: Sql): Findings => ({
  saveFindings: createSaveFindings(sql),
  unlogged: async (now, limit) => {
    const rows = await sql.query<{ attempt_id: string; progress: string }>(
      "select attempt_id, progress from red_team_attempts where state = 'answered' and coalesce(lease_until_ms, 0) <= $1 order by attempt_id limit $2",
      [now, limit],
    )
    return rows.map(({ attempt_id, progress }) => ({ findingId: attempt_id, logs: JSON.parse(progress) as MeasuredLog[] }))
  },
  logged: async (findingIds) => {
    await sql.query(
      "update red_team_attempts set state = 'done', progress = null where attempt_id = any($1::text[]) and state = 'answered'",
      [findingIds],
    )
  },
  findings: async (runId, cursor, limit) => {
    const rows = await sql.query<FindingRow>(
      `select ${findingColumns} from red_team_findings where run_id = $1 and seq > $2 order by seq limit $3`,
      [runId, cursorSeq(cursor), limit + 1],
    )
    const page = rows.slice(0, limit)
    return { items: page.map(toFinding), nextCursor: rows.length > limit ? String(page.at(-1)?.seq) : null }
  },
  finding: async (findingId) => {
    const [row] = await sql.query<FindingRow>(`select ${findingColumns} from red_team_findings where finding_id = $1`, [findingId])
    return row === undefined ? null : toFinding(row)
  },
  outcomes: async (runId, controlsOf) => {
    const rows = await sql.query<OutcomeRow>(
      `select finding_id, strategy, family, intensity, pair, coalesce(override_verdict, verdict) as verdict, output + reasoning as tokens, latency_ms
      from red_team_findings where run_id = $1 and ($2::text is null or (strategy = $2 and intensity = 0)) order by seq`,
      [runId, controlsOf ?? null],
    )
    return rows.map(toOutcome)
  },
  rescore: (scores) =>
    sql.transaction(async (tx) => {
      const wanted = new Map(scores.map(({ findingId, stress }) => [findingId, stress]))
      for (let from = 0; from < scores.length; from += rescoredAtOnce) {
        const some = scores.slice(from, from + rescoredAtOnce)
        const rows = await tx.query<{ finding_id: string; body: string }>(changed, [
          some.map(({ findingId }) => findingId),
          some.map(({ stress }) => inMicro(stress)),
        ])
        for (const { finding_id, body } of rows) {
          const stress = wanted.get(finding_id) ?? null
          await tx.query(restress, [finding_id, inMicro(stress), JSON.stringify({ ...(JSON.parse(body) as Finding), stress })])
        }
      }
    }),
  override: (findingId, { verdict, note, by, at }, stress) =>
    sql.transaction(async (tx) => {
      const [row] = await tx.query<FindingRow>(`select ${findingColumns} from red_team_findings where finding_id = $1 for update`, [
        findingId,
      ])
      if (row === undefined) return false
      await tx.query(
        `update red_team_findings set override_verdict = $2, override_note = $3, override_by = $4, override_ms = $5, stress_micro = $6, body = $7
        where finding_id = $1`,
        [findingId, verdict, note, by, at, inMicro(stress), JSON.stringify({ ...JSON.parse(row.body), stress })],
      )
      return true
    }),
})
