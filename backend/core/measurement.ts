import type { DriftFacts } from './drift.ts'
import type { LogEntry } from './log.ts'

export const wasteKinds = ['repetition', 'restatement', 'filler', 'overthinking'] as const
export type WasteKind = (typeof wasteKinds)[number]

export type Place = 'response' | 'reasoning'
export type Refusal = 'none' | 'partial' | 'full'

/** A stretch of text, UTF-16 offsets, `end` exclusive. */
export interface Span {
  start: number
  end: number
}

/** A stretch that says nothing new, why, and what it cost (tokens: its share of the output by words and marks). */
export interface WasteSpan extends Span {
  kind: WasteKind
  tokens: number
  in: Place
  /** What a repetition repeats, or which part of the prompt is restated. */
  of?: Span & { in: Place | 'prompt' }
  reason: string
}

/** Disjoint token buckets (metrics §1): everything else is a sum of these. */
export interface Tokens {
  input: number
  cached: number
  cacheWrite: number
  output: number
  reasoning: number
  /** Wasted tokens of `output`. */
  wasted: number
  /** Wasted tokens of `reasoning` (overthinking). */
  wastedReasoning: number
}

export type Flag = 'usage-exclusive' | 'usage-inconsistent' | 'truncated' | 'language-unknown' | 'text-repaired' | 'analysed-in-part'

/** What one log measures; null where there is nothing to measure, never 0. Dollars are US dollars. */
export interface Measurement {
  tokens: Tokens
  tokenSource: 'reported' | 'counted'
  usefulTokens: number
  /** Tokens spent for one useful token, ≥ 1. */
  cognitiveWaste: number | null
  /** Output tokens / tokens of `expected`. */
  lengthVsExpected: number | null
  /** Useful visible tokens / all billed tokens, 0..1. */
  tokenEfficiency: number | null
  /** More than 0.3 of the answer's 4-grams are repeats. */
  loop: boolean
  refusal: Refusal
  costUsd: number | null
  wastedUsd: number | null
  flags: Flag[]
  waste: WasteSpan[]
}

export interface MeasuredLog {
  log: LogEntry
  measurement: Measurement
  /** On its way into the store only: there it is added to sums and not kept by log. Absent for what drift does not look at. */
  facts?: DriftFacts
}

/** An excerpt around the first wasted words, so that the live list can underline without a body; offsets are inside `text`. */
export interface WastePreview {
  text: string
  spans: (Span & { kind: WasteKind; reason: string })[]
}
