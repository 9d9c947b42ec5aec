import type { Task, Verdict } from '../core/campaign.ts'
import type { Measurement } from '../core/measurement.ts'
import type { ChatMessage } from '../core/provider.ts'

/** How the last call of an attempt ended. `truncated`: an answer was cut at its `maxTokens`. */
export type Reply = { status: 'answered'; truncated: boolean } | { status: 'filtered' | 'failed'; message: string }

/** What a judge may use beside the task and what was said. */
export interface JudgeTools {
  reply: Reply
  /** Output + reasoning tokens of the paired control; null when it was not answered. */
  controlTokens: number | null
  /** Asks the judge's model; null when it does not answer. Absent: there is none. */
  ask?(request: { system: string; user: string; maxTokens: number }): Promise<string | null>
  /** A text that nobody can guess, for the fence around the judged answer. */
  nonce(): string
}

/** Decides one kind of case; null leaves it to the next judge. Linear in the length of the answer. `measurement` is null when nothing was answered. */
export interface Judge {
  readonly id: string
  readonly description: string
  judge(
    task: Task,
    transcript: readonly ChatMessage[],
    measurement: Measurement | null,
    tools: JudgeTools,
  ): Verdict | null | Promise<Verdict | null>
}

/** The answer that is judged: the last one. Evidence offsets are inside it, and it is a finding's `response`. */
export const answerOf = (transcript: readonly ChatMessage[]): string =>
  transcript.findLast(({ role }) => role === 'assistant')?.content ?? ''

/** What the user said, turn by turn: a finding's `prompt`. */
export const askedOf = (transcript: readonly ChatMessage[]): string =>
  transcript
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n\n')
