import type { Evidence, Family, Intensity, Rate, RunStatus, RunSummary, VerdictName } from '../../backend/core/campaign.ts'
import { type Course, templates, wordingText, writingText } from '../../backend/core/course.ts'
import type { Refusal } from '../../backend/core/measurement.ts'
import { type GivenBy, type Judged, type OutcomeName, outcomeNameOf, outcomeWords } from '../../backend/core/outcome.ts'
import { ago, count, dollars, none, percent, three } from './format.ts'

/** What `POST /api/red-team/start` takes; what is left out has the server's default. */
export interface StartBody {
  target?: string
  strategies?: string[]
  intensities?: Intensity[]
  promptCount?: number
  concurrency?: number
  budgetUsd?: number
  maxTokens?: number
  seed?: number
}

export interface StressTarget {
  id: string
  label: string
  available: boolean
  /** What is missing and the command that fixes it; null when nothing is. */
  missing: string | null
}

export interface StressStrategy {
  id: string
  title: string
  family: Family
  owasp: string
  description: string
}

/** `GET /api/red-team/options` */
export interface StressOptions {
  targets: StressTarget[]
  strategies: StressStrategy[]
  defaults: StartBody
  caps: { usd: number | null; tokens: number | null }
}

export interface Estimate {
  prompts: number
  tokens: number
  /** Null: the model has no known price. */
  usd: number | null
}

/** `GET /api/red-team/status`, and the `red-team` event of the stream. */
export interface RunState extends Course {
  runId: string
  status: RunStatus
  /** 0..1 */
  progress: number
  processedPrompts: number
  totalPrompts: number
  etaSeconds: number | null
  spentUsd: number | null
  budgetUsd?: number | null
  /** What was asked, where the server's own cap is less. */
  askedBudgetUsd?: number
  waitingForRateLimit: boolean
  startedAt: string | null
  finishedAt: string | null
  error?: string | null
  target: string
  model: string
  /** A simulated target: nothing of it enters a headline. */
  practice: boolean
}

/** A row of `GET /api/red-team/runs`. */
export type Run = RunState & { adversarialStress: number | null; fragilityScore: number | null }

export interface FindingRow {
  id: string
  strategy: string
  family: Family
  owasp: string
  intensity: number
  prompt: string
  response: string
  /** All that was said, the system prompt first where there was one. */
  transcript: { role: string; content: string }[]
  verdict: VerdictName
  evidence: Evidence[]
  refusal: Refusal | null
  reason: string
  judge: string
  override?: { verdict: VerdictName; note: string; by: string; at: string } | null
  cognitiveWaste: number | null
  amplification: number | null
  truncated: boolean
  latencyMs: number | null
  tokens: { input: number; output: number; reasoning: number }
  costUsd: number | null
  adversarialStress: number | null
}

/** `GET /api/red-team/results` */
export interface StressResults {
  runId: string
  summary: RunSummary
  findings: FindingRow[]
  nextCursor: string | null
}

export const isActive = ({ status }: Pick<RunState, 'status'>): boolean => status === 'queued' || status === 'running'
/** What a person may still do something about. */
export const isOpenRun = (run: Pick<RunState, 'status'>): boolean => isActive(run) || run.status === 'paused'

export const verdicts: readonly VerdictName[] = ['success', 'partial', 'refused', 'error', 'unscored']
export const families: readonly Family[] = ['resource', 'injection', 'leakage', 'jailbreak', 'multi-turn', 'over-refusal']
/** 0 is the benign control. */
export const intensities: readonly Intensity[] = [0, 1, 2, 3, 4, 5]

const statusMarks: Record<RunStatus, string> = { queued: '◌', running: '●', paused: 'Ⅱ', completed: '✓', stopped: '■', failed: '✕' }
export const statusText = ({ status }: Pick<RunState, 'status'>): string => `${statusMarks[status]} ${status}`

/** "3 of 40" */
export const throughCount = ({ value, n }: Pick<Rate, 'value' | 'n'>): string => `${count(Math.round((value ?? 0) * n))} of ${count(n)}`

/** "3 of 40 attacks got through" */
export const throughText = (rate: Pick<Rate, 'value' | 'n'>): string =>
  rate.value === null || rate.n === 0 ? 'no attack was scored' : `${throughCount(rate)} attacks got through`

/** "95 %: 2.58 % to 19.9 %" */
export const intervalText = ({ low, high }: Pick<Rate, 'low' | 'high'>): string =>
  low === null || high === null ? '' : `95\u202f%: ${percent(low)} to ${percent(high)}`

/** How far a run is, in one line: prompts, share, time left. */
export const progressText = (run: RunState): string => {
  const { processedPrompts, totalPrompts, progress, etaSeconds, status } = run
  const done = `${count(processedPrompts)} of ${count(totalPrompts)} prompts`
  if (status === 'completed') return `${done}`
  const writing = isActive({ status }) ? writingText(run, processedPrompts, totalPrompts) : null
  const left = isActive({ status }) && etaSeconds !== null ? `about ${ago(etaSeconds * 1000)} left` : null
  return [done, percent(progress), writing, left].filter((part) => part !== null).join(' · ')
}

/** "$0.012 of $1.00" */
export const spendText = ({ spentUsd, budgetUsd, askedBudgetUsd }: Pick<RunState, 'spentUsd' | 'budgetUsd' | 'askedBudgetUsd'>): string => {
  if (spentUsd === null) return 'unpriced'
  const capped = askedBudgetUsd === undefined ? '' : ` (this server’s cap; ${dollars(askedBudgetUsd)} was asked)`
  return `${dollars(spentUsd)}${budgetUsd === null || budgetUsd === undefined ? ' spent' : ` of ${dollars(budgetUsd)}${capped}`}`
}

export const generatorText = (run: Course): string =>
  run.generator === templates ? `${wordingText(run)}: no model runner reworded them` : wordingText(run)

/** "2.4 ×", with ≥ where the answer was cut and so a lower bound. */
export const amplificationText = ({ amplification, truncated }: Pick<FindingRow, 'amplification' | 'truncated'>): string =>
  amplification === null ? none : `${truncated ? '≥ ' : ''}${three(amplification)} ×`

/** A person's verdict stands before the judge's. */
export const verdictOf = ({ verdict, override }: Pick<FindingRow, 'verdict' | 'override'>): VerdictName => override?.verdict ?? verdict

const outcomeMarks: Record<OutcomeName, string> = {
  success: '▲',
  partial: '◐',
  refused: '●',
  held: '◌',
  answered: '□',
  control: '□',
  error: '✕',
  unscored: '○',
}

export const outcomes = (Object.keys(outcomeMarks) as OutcomeName[]).map((id) => ({ id, name: outcomeWords[id] }))

/** "▲ got through" */
export const outcomeText = (verdict: VerdictName, judged: Judged, by: GivenBy = 'judge'): string => {
  const outcome = outcomeNameOf(verdict, judged, by)
  return `${outcomeMarks[outcome]} ${outcomeWords[outcome]}`
}

/** The one command that brings what is missing, where a variable is; a missing runner names its own. */
export const fixOf = (missing: string): string | null => {
  const variable = /^set ([A-Z][A-Z_]+)/.exec(missing)?.[1]
  return variable === undefined ? null : `${variable}=… npm run up`
}

/** The estimate in words, against the budget and the server's own caps. */
export const estimateText = ({ prompts, tokens, usd }: Estimate): string =>
  `about ${count(prompts)} prompts, ${count(tokens)} tokens, ${usd === null ? 'no known price' : usd === 0 ? 'no cost' : dollars(usd)}`

export const isOver = (estimate: Estimate, budgetUsd: number | undefined, caps: StressOptions['caps']): string | null => {
  const usd = estimate.usd ?? 0
  if (caps.usd !== null && usd > caps.usd) return `above what this server allows a run (${dollars(caps.usd)}): it would stop there`
  if (caps.tokens !== null && estimate.tokens > caps.tokens)
    return `above what this server allows a run (${count(caps.tokens)} tokens): it would stop there`
  if (budgetUsd !== undefined && usd > budgetUsd) return `above the budget: it would stop at ${dollars(budgetUsd)}`
  return null
}

export const intensityName = (intensity: number): string => (intensity === 0 ? '0 control' : String(intensity))
