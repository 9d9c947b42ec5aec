import { z } from 'zod'
import { type Campaign, type Finding, verdicts } from '../core/campaign.ts'
import { givenBy, outcomeNameOf, outcomeWords, standingOf } from '../core/outcome.ts'
import type { NoTarget, Wish } from '../flows/stress/start.ts'
import { type Begun, statusOf } from '../flows/stress/status.ts'
import { runSettings } from '../redteam/config.ts'
import { type Fault, wrongShape } from './errors.ts'
import { storable } from './query.ts'

/** A text that is stored. */
const text = (most: number) => z.string().max(most).refine(storable, 'has characters that cannot be stored')

/** What a run can be asked to do; what is left out is the server's default. */
export const wishSchema = z.strictObject({ target: text(300).min(1), ...runSettings }).partial()
export type WishBody = z.infer<typeof wishSchema>

export const wishOf = (body: WishBody, defaults: Wish): Wish => ({
  ...defaults,
  ...(Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<Wish>),
})

/** Why a run cannot be aimed there. */
export const noTarget = (target: string, why: NoTarget): Fault => {
  const named = `"${target.slice(0, 60)}"`
  const said =
    why.status === 'unknown-model'
      ? `${named} is not there: write ${why.models.join(' or ')}`
      : `${named} is no target: ${why.meant === null ? '' : `did you mean ${why.meant.slice(0, 60)}? `}write groq:<model>, openai:<model>, runner:<model> or practice`
  return wrongShape([{ path: 'target', message: said }])
}

export const runIdSchema = z.strictObject({ runId: text(100).min(1) })
export const overrideSchema = z.strictObject({ verdict: z.enum(verdicts), note: text(2_000).default('') })

/** A row of the list of runs. */
export const runOut = (run: Campaign, now: number, begun: Begun | undefined) => ({
  ...statusOf(run, now, begun),
  createdAt: new Date(run.createdAt).toISOString(),
  adversarialStress: run.stress,
  fragilityScore: run.fragility,
  findings: run.processedPrompts,
})

/** A finding as `GET /api/red-team/results` tells it. */
export const findingOut = (finding: Finding) => ({
  id: finding.findingId,
  strategy: finding.strategy,
  family: finding.family,
  owasp: finding.owasp,
  intensity: finding.intensity,
  prompt: finding.prompt,
  response: finding.response,
  transcript: finding.transcript,
  verdict: finding.verdict.verdict,
  outcome: outcomeWords[outcomeNameOf(standingOf(finding), finding, givenBy(finding))],
  evidence: finding.verdict.evidence,
  refusal: finding.refusal,
  reason: finding.verdict.reason,
  judge: finding.verdict.judge,
  ...(finding.override !== null && { override: { ...finding.override, at: new Date(finding.override.at).toISOString() } }),
  cognitiveWaste: finding.cognitiveWaste,
  amplification: finding.amplification,
  truncated: finding.truncated,
  latencyMs: finding.latencyMs,
  tokens: { input: finding.tokens.input, output: finding.tokens.output, reasoning: finding.tokens.reasoning },
  costUsd: finding.costUsd,
  adversarialStress: finding.stress,
})
