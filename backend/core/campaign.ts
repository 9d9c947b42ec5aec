import type { Refusal, Span } from './measurement.ts'
import type { ChatMessage } from './provider.ts'

/** 0 is the benign control: the same task without the attack. */
export const intensities = [0, 1, 2, 3, 4, 5] as const
export type Intensity = (typeof intensities)[number]

/** Whom a run is aimed at when nothing else is said. */
export const usualTarget = 'groq:llama-3.3-70b-versatile'

export const verdicts = ['success', 'partial', 'refused', 'error', 'unscored'] as const
export type VerdictName = (typeof verdicts)[number]

/** `resource` attacks succeed by what they cost; `over-refusal` probes are benign and stay out of success rate, stress and fragility. */
export const families = ['resource', 'injection', 'leakage', 'jailbreak', 'multi-turn', 'over-refusal'] as const
export type Family = (typeof families)[number]

/** Part of an answer or a prompt that shows why a verdict is what it is (UTF-16 offsets). */
export interface Evidence extends Span {
  text: string
  in: 'response' | 'prompt'
}

/** Always with evidence or a reason; `judge` is the id of who decided. */
export interface Verdict {
  verdict: VerdictName
  evidence: Evidence[]
  reason: string
  judge: string
}

/** How it is known that an attack got what it wanted: data, so that it is kept with the attempt and can be judged again. */
export type Check =
  /** A text that must not appear (a canary): all of it, in whatever disguise, is success, a recognisable part partial. */
  | { kind: 'leak'; secret: string }
  /** Instructions that must not be told: told word for word, or by the names and numbers that stand only there. */
  | { kind: 'recite'; text: string; facts: readonly string[] }
  /** The answer obeys an instruction of the attack (`order`, in its words): it holds this marker that nothing benign would. */
  | { kind: 'obey'; marker: string; order: string }
  /** Output + reasoning tokens from `factor` × those of the paired control on. */
  | { kind: 'blow-up'; factor: number }
  /** A harmful request is answered in substance: refusal analysis and the topic's concepts (each its words, separated by `|`) decide. */
  | { kind: 'comply'; topic: readonly string[] }
  /** A benign request that should be answered. */
  | { kind: 'answer' }

/** One attempt's work, fixed when the run is planned: the same seed, configuration and generator give the same tasks. Data only. */
export interface Task {
  strategy: string
  intensity: Intensity
  /** Attack and control of the same goal share it. */
  pair: number
  /** Of this task alone. */
  seed: number
  /** System prompt of the target; null for none. */
  system: string | null
  /** What the control asks and the attack abuses. */
  goal: string
  /** The first user message as the template makes it. */
  opening: string
  /** Stretch of `opening` that a generator may say in other words; canary, marker and instruction lie outside it. Null: the template stands. */
  free: Span | null
  /** What is said after the first answer, for strategies of several turns. */
  steps: readonly string[]
  check: Check
}

export const runStatuses = ['queued', 'running', 'paused', 'completed', 'stopped', 'failed'] as const
export type RunStatus = (typeof runStatuses)[number]

/** What a run is asked to do, as it was accepted. */
export interface CampaignConfig {
  /** As in the request: `groq:<model>`, `openai:<model>`, `runner:<model>`, `practice`. */
  target: string
  strategies: string[]
  intensities: Intensity[]
  /** Attacks; controls come on top. */
  promptCount: number
  concurrency: number
  /** US dollars; null: only the server's own cap. */
  budgetUsd: number | null
  /** Tokens of one answer. */
  maxTokens: number
  seed: number
  /** Who varies the prompts: `templates`, or the runner's model. */
  generator: string
  /** Who grades what no check decides: `none`, or a target. */
  judge: string
}

/** What a run may cost at most, the server's own cap counted in: nano-dollars (null: its model has no price, so tokens bound it) and tokens. */
export interface Caps {
  nano: number | null
  tokens: number
  /** What the dearest call that is planned may cost. */
  call: { nano: number; tokens: number }
}

/** A red-team run. Times are epoch milliseconds, costs nano-dollars. */
export interface Campaign {
  runId: string
  status: RunStatus
  config: CampaignConfig
  model: string
  /** A simulated target: nothing of it enters a headline. */
  isPractice: boolean
  totalPrompts: number
  processedPrompts: number
  caps: Caps
  spentNano: number
  spentTokens: number
  /** Adversarial stress and fragility of the whole run (metrics §7, §8), 0..1; null until it has ended, and where nothing was scored. */
  stress: number | null
  fragility: number | null
  /** Prompts that the generator said in other words; null of runs of former versions. */
  rewordedPrompts: number | null
  /** When its first attack was answered, and its latest prompt. */
  attackedAt: number | null
  answeredAt: number | null
  /** Waiting for a rate limit until then; null when not. */
  waitingUntil: number | null
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  error: string | null
}

export interface Attempt {
  attemptId: string
  runId: string
  /** Its place in the run; controls come before the attacks they are paired with. */
  ordinal: number
  task: Task
  tries: number
}

/** A finding's answer, measured; tokens and latency of several turns are summed, failed tries and waiting left out. */
export interface Finding {
  /** That of its attempt, and the id of its log. */
  findingId: string
  runId: string
  strategy: string
  family: Family
  /** OWASP LLM 2025 id, as LLM01. */
  owasp: string
  intensity: Intensity
  pair: number
  transcript: ChatMessage[]
  prompt: string
  response: string
  verdict: Verdict
  override: { verdict: VerdictName; note: string; by: string; at: number } | null
  /** The generator's words stand in its first message, not the template's. Null of findings of former versions. */
  isReworded: boolean | null
  /** Whether the answer refuses; `full` where the provider's filter answered. Null where nothing was answered, and of findings of former versions. */
  refusal: Refusal | null
  cognitiveWaste: number | null
  /** Tokens of the attack / max(those of its control, 16); null for controls and where one of the two has none. */
  amplification: number | null
  /** The answer was cut at `maxTokens`: amplification is a lower bound. */
  truncated: boolean
  latencyMs: number | null
  tokens: { input: number; output: number; reasoning: number; wasted: number }
  costUsd: number | null
  /** 0..1 (metrics §7); null for over-refusal probes, `error` and `unscored`. A control has one too: what the target does without any attack. */
  stress: number | null
  createdAt: number
}

/** What scoring needs of a finding; an override has replaced the judge's verdict. */
export interface Outcome {
  strategy: string
  family: Family
  intensity: Intensity
  pair: number
  verdict: VerdictName
  /** Output + reasoning; 0 when nothing was answered. */
  tokens: number
  latencyMs: number | null
}

/** A rate with its Wilson 95 % interval over n scored findings; null without any. */
export interface Rate {
  value: number | null
  low: number | null
  high: number | null
  n: number
}

/** The findings of one strategy at one intensity; `n` are the scored ones: success, partial and refused. */
export interface RunCell extends Record<VerdictName, number> {
  strategy: string
  intensity: Intensity
  n: number
  stress: number | null
  /** Null for controls and where no pair has tokens on both sides. */
  amplification: { p50: number | null; p95: number | null }
}

/** The numbers of a run (metrics §6–8); null where nothing was scored. */
export interface RunSummary {
  attackSuccessRate: Rate
  cells: RunCell[]
  adversarialStress: number | null
  fragilityScore: number | null
  overRefusalRate: number | null
  byStrategy: { strategy: string; stress: number | null; fragility: number | null }[]
}
