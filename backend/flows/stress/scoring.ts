import type { Finding, Outcome, RunSummary } from '../../core/campaign.ts'
import type { CampaignStore } from '../../core/campaignStore.ts'
import { outcomeOf, scoreFindings, summariseRun } from '../../redteam/score.ts'
import { type Reference, references } from '../../redteam/stress.ts'

/** The numbers of a run as it stands now; overrides count. */
export const summaryOf = async (campaigns: CampaignStore, runId: string): Promise<RunSummary> =>
  summariseRun(await campaigns.outcomes(runId))

/** What a run scores is kept with it when it ends: the controls' own stress too, which needs all of them. */
export const scoreRun = async (campaigns: CampaignStore, runId: string): Promise<void> => {
  const outcomes = await campaigns.outcomes(runId)
  const scored = scoreFindings(outcomes)
  await campaigns.rescore(outcomes.map(({ findingId }, at) => ({ findingId, stress: scored[at]?.stress ?? null })))
  const { adversarialStress, fragilityScore } = summariseRun(outcomes)
  await campaigns.setScores(runId, { stress: adversarialStress, fragility: fragilityScore })
}

/** What findings of a run are measured against. The controls of a strategy are read once: attacks come after all of them. */
export const createReferences = (campaigns: CampaignStore) => {
  const known = new Map<string, (outcome: Outcome) => Reference>()
  return async (finding: Finding): Promise<Reference> => {
    const outcome = outcomeOf(finding)
    if (finding.intensity === 0) return references([...(await campaigns.outcomes(finding.runId, finding.strategy)), outcome])(outcome)
    const key = `${finding.runId} ${finding.strategy}`
    const found = known.get(key) ?? references(await campaigns.outcomes(finding.runId, finding.strategy))
    known.set(key, found)
    return found(outcome)
  }
}
