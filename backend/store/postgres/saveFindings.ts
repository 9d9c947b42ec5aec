import type { CampaignStore, Finished } from '../../core/campaignStore.ts'
import { type AttemptRow, attemptColumns, toClaimed, toFindingRow } from './campaignRows.ts'
import type { Sql } from './sql.ts'

/** See `migrations/attemptsByKey.ts`. */
const save = `select ${attemptColumns.join(', ')} from red_team_save($1, $2, $3, $4, $5, $6, $7, $8)`

const utf8 = new TextEncoder()

const toGiven = ({ finding, spent, logs, leavesPlace }: Finished) => ({
  ...toFindingRow(finding),
  spent_nano: spent === 'unknown' ? 0 : spent.nano,
  spent_tokens: spent === 'unknown' ? 0 : spent.tokens,
  is_unknown: spent === 'unknown',
  leaves_place: leavesPlace,
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
      taking?.ahead ?? 0,
    ])
    return rows.map(toClaimed).sort((a, b) => a.ordinal - b.ordinal)
  }
