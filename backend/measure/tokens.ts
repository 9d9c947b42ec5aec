import { type LogEntry, promptText, type Usage } from '../core/log.ts'
import type { Flag, Measurement, Tokens } from '../core/measurement.ts'
import { countTokens } from './count.ts'
import { type Words, weigh } from './words.ts'

/** The disjoint buckets of one log, before anything is known about waste. */
export type Buckets = Omit<Tokens, 'wasted' | 'wastedReasoning'> & { source: Measurement['tokenSource']; flags: Flag[] }

/** The words of a log's texts, where they are read already: counting is cheaper with them. */
export interface Read {
  asked?: Words
  response?: Words
  reasoning?: Words | undefined
}

/** Splits what came in together: the part of `total` that is not `inner`. Says `exclusive` when `inner` was never inside. */
const split = (total: number, inner: number, accounting: Usage['accounting'], flags: Set<Flag>): number => {
  if (accounting === 'exclusive') return total
  if (inner <= total) return total - inner
  flags.add(accounting === 'unknown' ? 'usage-exclusive' : 'usage-inconsistent')
  return accounting === 'unknown' ? total : 0
}

/** Visible reasoning that the usage does not name lies inside the completion; it gets its share by weight. */
const reasoningShare = (log: LogEntry, completion: number): number => {
  if (!log.reasoning) return 0
  const thought = weigh(log.reasoning)
  const all = thought + weigh(log.response ?? '')
  return all > 0 ? Math.round((completion * thought) / all) : 0
}

const countedOutput = (log: LogEntry, read: Read): { output: number; reasoning: number } => ({
  output: countTokens(log.response ?? '', log.model, read.response),
  reasoning: countTokens(log.reasoning ?? '', log.model, read.reasoning),
})

/** What is left of a total. */
const rest = (total: number | null, part: number | null): number | null =>
  total === null || part === null ? null : Math.max(0, total - part)

/** A completion as reported: null, or 0 beside a visible answer, is no report, and the texts are counted. */
const outputOf = (log: LogEntry, usage: Usage, read: Read, flags: Set<Flag>): { output: number; reasoning: number } => {
  const completion = usage.completionTokens ?? rest(usage.totalTokens, usage.promptTokens)
  if (completion === null || (completion === 0 && (log.response ?? '').trim() !== '')) {
    if (completion === 0) flags.add('usage-inconsistent')
    const own = countedOutput(log, read)
    return { output: own.output, reasoning: usage.reasoningTokens || own.reasoning }
  }
  if (usage.reasoningTokens > 0)
    return { output: split(completion, usage.reasoningTokens, usage.accounting, flags), reasoning: usage.reasoningTokens }
  const reasoning = reasoningShare(log, completion)
  return { output: completion - reasoning, reasoning }
}

const isReported = (usage: Usage | null): usage is Usage =>
  usage !== null && (usage.promptTokens !== null || usage.completionTokens !== null || usage.totalTokens !== null)

/**
 * The token buckets of a log (metrics §1), whole tokens, disjoint. What the sender reported is taken apart by its accounting;
 * what it did not report is counted. O(length of the texts).
 */
export const bucketsOf = (log: LogEntry, read: Read = {}): Buckets => {
  const { usage } = log
  const prompt = () => countTokens(promptText(log), log.model, read.asked)
  if (!isReported(usage)) {
    const { output, reasoning } = countedOutput(log, read)
    return { input: prompt(), cached: 0, cacheWrite: 0, output, reasoning, source: 'counted', flags: [] }
  }
  if (usage.totalTokens !== null && usage.promptTokens === null && usage.completionTokens === null) {
    const input = Math.min(prompt(), usage.totalTokens)
    const produced = usage.totalTokens - input
    const reasoning = usage.reasoningTokens > 0 ? Math.min(usage.reasoningTokens, produced) : reasoningShare(log, produced)
    return { input, cached: 0, cacheWrite: 0, output: produced - reasoning, reasoning, source: 'reported', flags: [] }
  }
  const flags = new Set<Flag>()
  const { cachedTokens: cached, cacheWriteTokens: cacheWrite } = usage
  const sent = usage.promptTokens ?? rest(usage.totalTokens, usage.completionTokens)
  const input = sent === null ? prompt() : split(sent, cached + cacheWrite, usage.accounting, flags)
  const { output, reasoning } = outputOf(log, usage, read, flags)
  return { input, cached, cacheWrite, output, reasoning, source: 'reported', flags: [...flags] }
}
