import type { Attempt, Campaign, CampaignConfig, Finding, Outcome, RunStatus, Task, VerdictName } from '../../core/campaign.ts'
import type { Claimed } from '../../core/campaignStore.ts'
import { toNano } from '../../core/money.ts'

export interface RunRow {
  run_id: string
  status: RunStatus
  model: string
  is_practice: boolean
  config: string
  total_prompts: number
  processed_prompts: number
  cap_nano: number | null
  cap_tokens: number
  call_nano: number
  call_tokens: number
  spent_nano: number
  spent_tokens: number
  stress: number | null
  fragility: number | null
  reworded_prompts: number | null
  attacked_ms: number | null
  answered_ms: number | null
  waiting_until_ms: number | null
  error: string | null
  created_ms: number
  started_ms: number | null
  finished_ms: number | null
}

export const runColumns =
  'run_id, status, model, is_practice, config, total_prompts, processed_prompts, cap_nano, cap_tokens, call_nano, call_tokens, spent_nano, spent_tokens, stress, fragility, reworded_prompts, attacked_ms, answered_ms, waiting_until_ms, error, created_ms, started_ms, finished_ms'

export const toRun = (row: RunRow): Campaign => ({
  runId: row.run_id,
  status: row.status,
  config: JSON.parse(row.config) as CampaignConfig,
  model: row.model,
  isPractice: row.is_practice,
  totalPrompts: row.total_prompts,
  processedPrompts: row.processed_prompts,
  caps: { nano: row.cap_nano, tokens: row.cap_tokens, call: { nano: row.call_nano, tokens: row.call_tokens } },
  spentNano: row.spent_nano,
  spentTokens: row.spent_tokens,
  stress: row.stress,
  fragility: row.fragility,
  rewordedPrompts: row.reworded_prompts,
  attackedAt: row.attacked_ms,
  answeredAt: row.answered_ms,
  waitingUntil: row.waiting_until_ms,
  error: row.error,
  createdAt: row.created_ms,
  startedAt: row.started_ms,
  finishedAt: row.finished_ms,
})

export interface AttemptRow {
  attempt_id: string
  run_id: string
  ordinal: number
  task: string
  tries: number
  progress: string | null
  reserved_nano: number
  reserved_tokens: number
  is_ahead: boolean
}

export const attemptColumns = [
  'attempt_id',
  'run_id',
  'ordinal',
  'task',
  'tries',
  'progress',
  'reserved_nano',
  'reserved_tokens',
  'is_ahead',
]

export const toClaimed = ({
  attempt_id,
  run_id,
  ordinal,
  task,
  tries,
  progress,
  reserved_nano,
  reserved_tokens,
  is_ahead,
}: AttemptRow): Claimed => ({
  attemptId: attempt_id,
  runId: run_id,
  ordinal,
  task: JSON.parse(task) as Task,
  tries,
  progress,
  reserved: { nano: reserved_nano, tokens: reserved_tokens },
  isAhead: is_ahead,
})

/** One array for each column, for `unnest`. */
export const attemptArrays = (attempts: readonly Attempt[]): unknown[] => [
  attempts.map(({ attemptId }) => attemptId),
  attempts.map(({ ordinal }) => ordinal),
  attempts.map(({ task }) => task.strategy),
  attempts.map(({ task }) => task.intensity),
  attempts.map(({ task }) => JSON.stringify(task)),
]

export interface FindingRow {
  seq: number
  body: string
  override_verdict: VerdictName | null
  override_note: string | null
  override_by: string | null
  override_ms: number | null
}

export const findingColumns = 'seq, body, override_verdict, override_note, override_by, override_ms'

export const toFinding = (row: FindingRow): Finding => ({
  // Findings of former versions have neither.
  refusal: null,
  isReworded: null,
  ...(JSON.parse(row.body) as Omit<Finding, 'refusal' | 'isReworded'> & Partial<Finding>),
  override:
    row.override_verdict === null
      ? null
      : { verdict: row.override_verdict, note: row.override_note ?? '', by: row.override_by ?? '', at: row.override_ms ?? 0 },
})

const times = (value: number | null, by: number): number | null => (value === null ? null : Math.round(value * by))

/** Whole numbers for the marts: thousandths of the factor, millionths of the stress. */
export const inMicro = (stress: number | null): number | null => times(stress, 1e6)

export const toFindingRow = (finding: Finding): Record<string, unknown> => ({
  finding_id: finding.findingId,
  strategy: finding.strategy,
  family: finding.family,
  owasp: finding.owasp,
  intensity: finding.intensity,
  pair: finding.pair,
  verdict: finding.verdict.verdict,
  is_truncated: finding.truncated,
  latency_ms: finding.latencyMs === null ? null : Math.round(finding.latencyMs),
  input: finding.tokens.input,
  output: finding.tokens.output,
  reasoning: finding.tokens.reasoning,
  wasted: finding.tokens.wasted,
  cost_nano: toNano(finding.costUsd),
  amplification_milli: times(finding.amplification, 1e3),
  stress_micro: inMicro(finding.stress),
  body: JSON.stringify(finding),
  created_ms: finding.createdAt,
})

export interface OutcomeRow {
  finding_id: string
  strategy: string
  family: Outcome['family']
  intensity: Outcome['intensity']
  pair: number
  verdict: VerdictName
  tokens: number
  latency_ms: number | null
}

export const toOutcome = ({ finding_id, tokens, latency_ms, ...row }: OutcomeRow): Outcome & { findingId: string } => ({
  findingId: finding_id,
  ...row,
  tokens: Number(tokens),
  latencyMs: latency_ms,
})
