import type { Finding } from '../../core/campaign.ts'
import type { CampaignStore, FindingOrder } from '../../core/campaignStore.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { type FindingRow, findingColumns, inMicro, type OutcomeRow, toFinding, toOutcome } from './campaignRows.ts'
import { createSaveFindings } from './saveFindings.ts'
import type { Sql } from './sql.ts'

type Findings = Pick<CampaignStore, 'saveFindings' | 'unlogged' | 'logged' | 'findings' | 'finding' | 'outcomes' | 'rescore' | 'override'>

/** Findings whose texts are in memory at a time while they are scored anew. */
const rescoredAtOnce = 200
const changed = `select f.finding_id from red_team_findings f
  join unnest($1::text[], $2::bigint[]) as scored (finding_id, stress_micro) on scored.finding_id = f.finding_id
  where f.stress_micro is distinct from scored.stress_micro`
const bodies = 'select finding_id, body from red_team_findings where finding_id = any($1::text[]) for update'
const restress = 'update red_team_findings set stress_micro = $2, body = $3 where finding_id = $1'

/** Where a row stands in the order `worst`; as `FindingOrder` says. */
const rank = `case
  when family = 'over-refusal' then case when coalesce(override_verdict, verdict) = 'refused' then 2 else 6 end
  when intensity = 0 and coalesce(override_verdict, verdict) not in ('success', 'partial') then 6
  else case coalesce(override_verdict, verdict) when 'success' then 0 when 'partial' then 1 when 'refused' then 3 when 'unscored' then 4 else 5 end
end`

/** What rows are ordered by, each ascending; the cursor holds the values of the last row. */
const orders = {
  made: ['seq'],
  worst: [rank, '-coalesce(stress_micro, 0)', 'seq'],
} satisfies Record<FindingOrder, string[]>

/** The numbers of a cursor; null from the first. */
const placeOf = (cursor: string | null, order: FindingOrder): number[] | null => {
  if (cursor === null) return null
  const parts = cursor.split('_')
  if (parts.length !== orders[order].length || !parts.every((part) => /^-?\d{1,15}$/.test(part))) throw new RangeError('bad cursor')
  return parts.map(Number)
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
  findings: async (runId, cursor, limit, order = 'made') => {
    const by = orders[order]
    const after = placeOf(cursor, order)
    const beyond = after === null ? '' : `and (${by.join(', ')}) > (${after.map((_, at) => `$${at + 3}::bigint`).join(', ')})`
    const rows = await sql.query<FindingRow & { place: string }>(
      `select ${findingColumns}, concat_ws('_', ${by.join(', ')}) as place from red_team_findings where run_id = $1 ${beyond} order by ${by.join(', ')} limit $2`,
      [runId, limit + 1, ...(after ?? [])],
    )
    const page = rows.slice(0, limit)
    return { items: page.map(toFinding), nextCursor: rows.length > limit ? (page.at(-1)?.place ?? null) : null }
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
  rescore: async (scores) => {
    const wanted = new Map(scores.map(({ findingId, stress }) => [findingId, stress]))
    const ids = await sql.query<{ finding_id: string }>(changed, [[...wanted.keys()], [...wanted.values()].map(inMicro)])
    if (ids.length === 0) return
    await sql.transaction(async (tx) => {
      for (let from = 0; from < ids.length; from += rescoredAtOnce) {
        const some = ids.slice(from, from + rescoredAtOnce).map(({ finding_id }) => finding_id)
        for (const { finding_id, body } of await tx.query<{ finding_id: string; body: string }>(bodies, [some])) {
          const stress = wanted.get(finding_id) ?? null
          await tx.query(restress, [finding_id, inMicro(stress), JSON.stringify({ ...(JSON.parse(body) as Finding), stress })])
        }
      }
    })
  },
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
