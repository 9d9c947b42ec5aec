import { addToHistogram, binOf, type Histogram, quantiles } from './histogram.ts'
import type { LogEntry } from './log.ts'
import type { Measurement, WasteKind, WasteSpan } from './measurement.ts'
import { toNano, toUsd } from './money.ts'

/** Cognitive waste above this makes a log "wasteful" (metrics §3). */
export const wastefulAbove = 2.5

/** The additive facts: whole numbers only, so that no engine rounds differently and shards add up in any order. */
export const sumFields = [
  'count', // logs
  'failed', // logs with status error
  'scored', // logs with output: the waste ratios are over these
  'input', // tokens: uncached input
  'cached', // tokens
  'cacheWrite', // tokens
  'output', // tokens: visible
  'reasoning', // tokens
  'wasted', // tokens of output
  'wastedReasoning', // tokens of reasoning
  'repetition', // tokens of `wasted` and `wastedReasoning`; what no kind here has of them is overthinking
  'restatement', // likewise
  'filler', // likewise
  'unscoredInput', // input, cached and cache-write tokens of logs without output: outside token efficiency
  'wasteful', // scored logs above `wastefulAbove`
  'looping', // logs whose answer is a loop
  'refused', // logs refused in full or in part
  'priced', // logs whose cost is known
  'costNano', // nano-dollars
  'wastePriced', // logs whose wasted dollars are known
  'wastedNano', // nano-dollars
  'unpriced', // scored logs whose cost is not known
] as const
export type SumField = (typeof sumFields)[number]

/** Sums over any set of logs; two Sums of disjoint sets add up to the Sums of both. */
export type Sums = Record<SumField, number> & { latency: Histogram }

export const emptySums = (): Sums => ({
  ...(Object.fromEntries(sumFields.map((field) => [field, 0])) as Record<SumField, number>),
  latency: {},
})

/** Wasted tokens by kind, of answers and reasoning. */
export type WasteByKind = Record<WasteKind, number>

/** The wasted tokens of one log by kind; together they are `wasted + wastedReasoning`. */
export const wasteByKind = (waste: readonly Pick<WasteSpan, 'kind' | 'tokens'>[]): WasteByKind => {
  const byKind: WasteByKind = { repetition: 0, restatement: 0, filler: 0, overthinking: 0 }
  for (const { kind, tokens } of waste) byKind[kind] += tokens
  return byKind
}

/** The facts of one log, taken from its head alone: what is stored per log is enough to add or subtract it later. */
export const sumsOf = (
  log: Pick<LogEntry, 'status' | 'latencyMs'>,
  m: Omit<Measurement, 'waste' | 'flags'>,
  byKind: Omit<WasteByKind, 'overthinking'>,
): Sums => {
  const { tokens } = m
  const scored = m.cognitiveWaste !== null
  return {
    count: 1,
    failed: Number(log.status === 'error'),
    scored: Number(scored),
    input: tokens.input,
    cached: tokens.cached,
    cacheWrite: tokens.cacheWrite,
    output: tokens.output,
    reasoning: tokens.reasoning,
    wasted: tokens.wasted,
    wastedReasoning: tokens.wastedReasoning,
    repetition: byKind.repetition,
    restatement: byKind.restatement,
    filler: byKind.filler,
    unscoredInput: scored ? 0 : tokens.input + tokens.cached + tokens.cacheWrite,
    wasteful: Number((m.cognitiveWaste ?? 0) > wastefulAbove),
    looping: Number(m.loop),
    refused: Number(m.refusal !== 'none'),
    priced: Number(m.costUsd !== null),
    costNano: toNano(m.costUsd) ?? 0,
    wastePriced: Number(m.wastedUsd !== null),
    wastedNano: toNano(m.wastedUsd) ?? 0,
    unpriced: Number(scored && m.costUsd === null),
    latency: log.latencyMs === null ? {} : { [binOf(log.latencyMs)]: 1 },
  }
}

/** Adds `from` into `into` (or takes it away with factor −1). */
export const addSums = (into: Sums, from: Sums, factor: 1 | -1 = 1): Sums => {
  for (const field of sumFields) into[field] += factor * from[field]
  if (factor === 1) addToHistogram(into.latency, from.latency)
  else addToHistogram(into.latency, Object.fromEntries(Object.entries(from.latency).map(([bin, n]) => [bin, -n])))
  return into
}

/** The headline figures of a set of logs (metrics §2–4, §9); null where there is no data, never 0. */
export interface Summary {
  count: number
  errorRate: number | null
  latencyMs: { p50: number | null; p95: number | null; p99: number | null }
  tokenEfficiency: number | null
  cognitiveWaste: number | null
  wastefulShare: number | null
  tokens: { input: number; cached: number; cacheWrite: number; output: number; reasoning: number; wasted: number }
  /** Tokens; together they are `tokens.wasted`. */
  wastedByKind: WasteByKind
  costUsd: number | null
  wastedUsd: number | null
  unpriced: number
}

/** A log's own ratios: `spent / max(useful, 1)` and useful visible tokens over billed ones. */
export const ratios = (t: Measurement['tokens']): { useful: number; cognitiveWaste: number; tokenEfficiency: number | null } => {
  const useful = t.output - t.wasted + (t.reasoning - t.wastedReasoning)
  const billed = t.input + t.cached + t.cacheWrite + t.output + t.reasoning
  return {
    useful,
    cognitiveWaste: (t.output + t.reasoning) / Math.max(useful, 1),
    tokenEfficiency: billed > 0 ? (t.output - t.wasted) / billed : null,
  }
}

export const summarise = (s: Sums): Summary => {
  const [p50 = null, p95 = null, p99 = null] = quantiles(s.latency, [0.5, 0.95, 0.99])
  const scored = ratios({ ...s, input: s.input + s.cached + s.cacheWrite - s.unscoredInput, cached: 0, cacheWrite: 0 })
  return {
    count: s.count,
    errorRate: s.count > 0 ? s.failed / s.count : null,
    latencyMs: { p50, p95, p99 },
    tokenEfficiency: s.scored > 0 ? scored.tokenEfficiency : null,
    cognitiveWaste: s.scored > 0 ? scored.cognitiveWaste : null,
    wastefulShare: s.scored > 0 ? s.wasteful / s.scored : null,
    tokens: {
      input: s.input,
      cached: s.cached,
      cacheWrite: s.cacheWrite,
      output: s.output,
      reasoning: s.reasoning,
      wasted: s.wasted + s.wastedReasoning,
    },
    wastedByKind: {
      repetition: s.repetition,
      restatement: s.restatement,
      filler: s.filler,
      overthinking: s.wasted + s.wastedReasoning - s.repetition - s.restatement - s.filler,
    },
    costUsd: s.priced > 0 ? toUsd(s.costNano) : null,
    wastedUsd: s.wastePriced > 0 ? toUsd(s.wastedNano) : null,
    unpriced: s.unpriced,
  }
}
