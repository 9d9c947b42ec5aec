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

/** What findings of one run are measured against: a control, until the run ends, against itself; the controls of a strategy are read once, since its attacks come after all of them. */
export const createReferences = (campaigns: CampaignStore) => {
  const known = new Map<string, (outcome: Outcome) => Reference>()
  return async (finding: Finding): Promise<Reference> => {
    const outcome = outcomeOf(finding)
    if (finding.intensity === 0) return references([outcome])(outcome)
    const found = known.get(finding.strategy) ?? references(await campaigns.outcomes(finding.runId, finding.strategy))
    known.set(finding.strategy, found)
    return found(outcome)
  }
}
