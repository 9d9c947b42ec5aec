import type { MeasuredLog } from './measurement.ts'

/** Answers have moved from here on, prompts earlier: rather "both moved" once too often than "the model changed" in vain. */
export const answersMoved = 0.3
export const promptsMoved = 0.2

/** What one log adds to the comparison of traffic with a baseline: directions of prompt and answer as whole numbers, and the style of the answer. */
export interface DriftFacts {
  /** Whose vectors these are: those of two embedders are never compared. */
  embedder: string
  /** Null when the embedder does not speak the text. */
  prompt: Int8Array | null
  answer: Int8Array | null
  /** Null when there are no words. */
  style: Int16Array | null
}

/** Vectors added up: their number, their sum by dimension, the sum of their squared lengths. Whole numbers, so parts add up in any order. */
export interface VectorSums {
  n: number
  sum: number[]
  squares: number
}

/** The additive facts of any set of logs; two of disjoint sets add up to that of both. */
export interface DriftSums {
  /** Logs with output, embedded or not. */
  count: number
  prompt: VectorSums
  answer: VectorSums
  /** Style features: sum and sum of squares of each. */
  style: { n: number; sum: number[]; squares: number[] }
}

const emptyVectors = (): VectorSums => ({ n: 0, sum: [], squares: 0 })

export const emptyDrift = (): DriftSums => ({
  count: 0,
  prompt: emptyVectors(),
  answer: emptyVectors(),
  style: { n: 0, sum: [], squares: [] },
})

/** Adds numbers into a list, which is empty before the first. */
const addInto = (into: number[], values: ArrayLike<number>, factor: 1 | -1): void => {
  for (let d = 0; d < values.length; d++) into[d] = (into[d] ?? 0) + factor * (values[d] as number)
}

const addVector = (into: VectorSums, vector: Int8Array | null): void => {
  if (vector === null) return
  addInto(into.sum, vector, 1)
  into.n += 1
  for (let d = 0; d < vector.length; d++) into.squares += (vector[d] as number) ** 2
}

/** Adds one log with output. */
export const addFacts = (into: DriftSums, { prompt, answer, style }: DriftFacts): void => {
  into.count += 1
  addVector(into.prompt, prompt)
  addVector(into.answer, answer)
  if (style === null) return
  into.style.n += 1
  addInto(into.style.sum, style, 1)
  addInto(
    into.style.squares,
    Array.from(style, (value) => value * value),
    1,
  )
}

const addVectors = (into: VectorSums, from: VectorSums, factor: 1 | -1): void => {
  into.n += factor * from.n
  into.squares += factor * from.squares
  addInto(into.sum, from.sum, factor)
}

/** Adds `from` into `into`, or takes it away with factor −1. */
export const addDrift = (into: DriftSums, from: DriftSums, factor: 1 | -1 = 1): DriftSums => {
  into.count += factor * from.count
  addVectors(into.prompt, from.prompt, factor)
  addVectors(into.answer, from.answer, factor)
  into.style.n += factor * from.style.n
  addInto(into.style.sum, from.style.sum, factor)
  addInto(into.style.squares, from.style.squares, factor)
  return into
}

/** How much the vectors of a baseline differ among themselves, with the directions damped in which they do most. */
export interface VectorSpread {
  /** tr (WΣ)² of the unit vectors, W the damping. */
  squared: number
  /** What damps, W = 1 − Σ aaᵀ, in whole numbers; none in a baseline of before there were any. */
  axes: number[][]
  /** tr WΣ / tr Σ: the share of the variance that damping leaves. */
  share: number
}

/** How much the logs of a baseline differ among themselves, which tells chance from change. */
export interface Spread {
  prompt: VectorSpread
  answer: VectorSpread
  /** tr R², R the correlations of the style features. */
  style: number
}

/** What a window is compared with: the sums of a baseline's logs, and what sums alone cannot tell. */
export interface Reference {
  sums: DriftSums
  spread: Spread
}

/** The logs of one hour and model that are part of a baseline: a window that covers them leaves them out. */
export interface BaselinePart {
  /** Start of the hour, epoch milliseconds. */
  hour: number
  model: string
  sums: DriftSums
}

/** `provisional` and `frozen` come by themselves, of the first logs of a route; `set` was approved by somebody. */
export type BaselineState = 'provisional' | 'frozen' | 'set'

/** What the logs of a route are compared with. */
export interface Baseline extends Reference {
  route: string | null
  /** Null: every model of the route; a baseline of its own wins over that. */
  model: string | null
  state: BaselineState
  embedder: string
  /** The oldest and the newest of its logs, epoch milliseconds. */
  from: number
  to: number
  createdAt: number
  parts: BaselinePart[]
  /** The lengths of its answers, as JSON; null where they are too few. */
  lengths: string | null
}

/** Bounds in epoch milliseconds, widened to whole hours; an absent route or model means all, a null route the logs without one. */
export interface DriftQuery {
  from: number
  to: number
  route?: string | null
  model?: string
  embedder: string
  /** A multiple of an hour; null adds the whole range into one row a route and model. */
  bucketMs: number | null
}

export interface DriftRow {
  /** Start of the bucket; `from` when there is none. */
  bucket: number
  route: string | null
  model: string
  sums: DriftSums
}

/** Production logs with an answer. */
export interface SampleQuery {
  from: number
  to: number
  route: string | null
  model?: string
  limit: number
  /** The `newest` or the `first` to arrive, in that order, or `spread` evenly over the range. */
  pick: 'newest' | 'first' | 'spread'
}

/** Sums of vectors, kept by `LogStore.saveLogs`, and baselines. One method is one transaction. Outside faults throw `StoreUnavailable`. */
export interface DriftStore {
  /** Oldest bucket first; O(hours × routes × models), never O(logs). Deleted and expired logs stay in the sums. */
  driftSums(query: DriftQuery): Promise<DriftRow[]>
  baselines(): Promise<Baseline[]>
  /** Of the embedder that ingest embeds with. Takes the place of the one of the same route, model and embedder. */
  saveBaseline(baseline: Baseline): Promise<void>
  /** The same of another embedder, made of what a baseline `of` the first was; nothing when that one has gone or is another by now. */
  repeatBaseline(baseline: Baseline, of: string): Promise<void>
  removeBaseline(baseline: Pick<Baseline, 'route' | 'model' | 'embedder'>): Promise<void>
  /** Routes without a lasting baseline by an embedder, and how many of their first logs are known (at most 500), the most first. */
  youngRoutes(embedder: string, limit: number): Promise<{ route: string | null; logs: number }[]>
  /** The first logs of a young route by arrival. */
  firstLogs(route: string | null, limit: number): Promise<MeasuredLog[]>
  sampleLogs(query: SampleQuery): Promise<MeasuredLog[]>
}
