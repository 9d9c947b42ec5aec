import type { Campaign } from '../../core/campaign.ts'
import type { CampaignStore } from '../../core/campaignStore.ts'
import type { Clock } from '../../core/ports.ts'
import { type Begun, type RunStatusOut, statusOf } from './status.ts'

/** The store is not asked more often than this. */
const lookMs = 500
/** Runs that are watched: the newest. */
const watched = 5

/** What must change of a run for it to be told again. */
const stateOf = ({ status, processedPrompts, spentNano, waitingUntil, error }: Campaign): string =>
  JSON.stringify([status, processedPrompts, spentNano, waitingUntil, error])

const isActive = ({ status }: Campaign): boolean => status === 'queued' || status === 'running'

/** What is new about the newest runs, whichever host drives them. */
export const createRunWatch = (campaigns: Pick<CampaignStore, 'runs'>, begun: ReadonlyMap<string, Begun>, clock: Clock) => {
  const statusNow = (run: Campaign) => statusOf(run, clock(), begun.get(run.runId))
  let lookedAt = Number.NEGATIVE_INFINITY
  let newest: Campaign[] = []
  let told: Map<string, string> | null = null
  return {
    /** Runs that have changed since they were last asked for; none the first time. */
    changed: async (): Promise<RunStatusOut[]> => {
      if (clock() - lookedAt < lookMs) return []
      lookedAt = clock()
      newest = await campaigns.runs(watched)
      const before = told
      told = new Map(newest.map((run) => [run.runId, stateOf(run)]))
      if (before === null) return []
      return newest.filter((run) => before.get(run.runId) !== stateOf(run)).map(statusNow)
    },
    /** Runs under way, as they were last seen. */
    active: (): RunStatusOut[] => newest.filter(isActive).map(statusNow),
  }
}
