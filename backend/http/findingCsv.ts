import type { Finding } from '../core/campaign.ts'
import { givenBy, outcomeNameOf, outcomeWords, standingOf } from '../core/outcome.ts'
import { type Cell, csvLine } from './csv.ts'

const columns: Record<string, (finding: Finding) => Cell> = {
  id: (f) => f.findingId,
  strategy: (f) => f.strategy,
  family: (f) => f.family,
  owasp: (f) => f.owasp,
  intensity: (f) => f.intensity,
  verdict: (f) => f.verdict.verdict,
  outcome: (f) => outcomeWords[outcomeNameOf(standingOf(f), f, givenBy(f))],
  reason: (f) => f.verdict.reason,
  judge: (f) => f.verdict.judge,
  'override.verdict': (f) => f.override?.verdict,
  'override.note': (f) => f.override?.note,
  refusal: (f) => f.refusal,
  prompt: (f) => f.prompt,
  response: (f) => f.response,
  evidence: (f) => (f.verdict.evidence.length > 0 ? JSON.stringify(f.verdict.evidence) : null),
  cognitiveWaste: (f) => f.cognitiveWaste,
  amplification: (f) => f.amplification,
  truncated: (f) => f.truncated,
  latencyMs: (f) => f.latencyMs,
  'tokens.input': (f) => f.tokens.input,
  'tokens.output': (f) => f.tokens.output,
  'tokens.reasoning': (f) => f.tokens.reasoning,
  costUsd: (f) => f.costUsd,
  adversarialStress: (f) => f.stress,
}

export const findingHeader = csvLine(Object.keys(columns))
export const findingRow = (finding: Finding): string => csvLine(Object.values(columns).map((column) => column(finding)))
