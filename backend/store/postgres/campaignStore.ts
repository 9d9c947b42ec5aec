import type { CampaignStore } from '../../core/campaignStore.ts'
import { createAttempts } from './attempts.ts'
import { createFindings } from './findings.ts'
import { createRuns } from './runs.ts'
import type { Sql } from './sql.ts'

/** Red-team runs on PGlite or PostgreSQL, by the same SQL. */
export const createCampaignStore = (sql: Sql): CampaignStore => ({ ...createRuns(sql), ...createAttempts(sql), ...createFindings(sql) })
