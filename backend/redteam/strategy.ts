import type { Family, Intensity, Task } from '../core/campaign.ts'
import type { Refusal } from '../core/measurement.ts'
import type { ChatMessage } from '../core/provider.ts'
import type { Random } from '../core/random.ts'

/** Where a task stands in its run. */
export interface Place {
  intensity: Intensity
  /** Number of the goal, from 0, below the strategy's `goals`. */
  goal: number
  /** Unlike any other of the run; a strategy that needs a secret or a marker takes it. */
  canary: string
  /** Drawn alike by attack and control of a pair: the setting they share. */
  pair: Random
  /** Drawn by this task alone: the wording. */
  own: Random
}

/** What a strategy makes of a place. */
export type Draft = Omit<Task, 'strategy' | 'intensity' | 'pair' | 'seed'>

/** What an attack may use while it runs. */
export interface AttackTools {
  /** Whether an answer refuses what was asked. */
  refusal(answer: string, asked: string): Refusal
  /** The model that varies prompts; null when it does not answer. Absent: the templates stand alone. */
  generate?(instruction: string, seed: number): Promise<string | null>
}

/** A way to attack, in five intensities; intensity 0 is its control: the same goal without the attack, answered in 64 tokens or less. */
export interface Strategy {
  readonly id: string
  readonly title: string
  readonly family: Family
  /** Of the OWASP Top 10 for LLM applications, 2025. */
  readonly owasp: `LLM${'01' | '02' | '03' | '04' | '05' | '06' | '07' | '08' | '09' | '10'}`
  /** Paper or specification. */
  readonly reference: string
  readonly description: string
  /** What intensity 1 to 5 do, each more than the one before. */
  readonly levels: readonly [string, string, string, string, string]
  /** How many different goals it has. */
  readonly goals: number
  draft(place: Place): Draft
  /** The next user message; null when there is nothing more to say. `transcript` is what was said so far, without the system prompt. Total of messages ≤ 12. */
  next(task: Task, transcript: readonly ChatMessage[], tools: AttackTools): string | null | Promise<string | null>
}
