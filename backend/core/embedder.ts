import type { DriftFacts } from './drift.ts'
import type { MeasuredLog } from './measurement.ts'

/** What became of some texts. */
export type Embedded =
  /** A vector for each text in order, null for one the embedder does not speak. `by`: which model answered, with how many dimensions. */
  | { status: 'ok'; vectors: (Float32Array | null)[]; by: string }
  /** These texts together were too much, or one of them is not taken: fewer may go. */
  | { status: 'refused' | 'slow'; message: string }
  /** None would go now. */
  | { status: 'away'; message: string; retryAfterMs: number | null }

/** Turns texts into vectors; every failure is a value. */
export interface Embedder {
  /** Kept with every sum of its vectors: those of two embedders are never compared. */
  readonly id: string
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>
}

/** What is configured to embed cannot be told by its id now; the message says why. */
export class EmbedderUnknown extends Error {}

/** How far an embedder has read the logs. */
export interface EmbedderPlace {
  /** In commit order; the logs up to here are in its sums. */
  seq: number
  /** Whose vectors these are; null before the first. */
  by: string | null
}

/** Logs in commit order that add to drift: of production, with an answer. */
export interface EmbedderBatch {
  logs: { seq: number; entry: MeasuredLog }[]
  /** Between the place asked for and this one there are no others. */
  upTo: number
}

/** How far embedders are that work behind ingest. One method is one transaction. Outside faults throw `StoreUnavailable`. */
export interface EmbedderStore {
  /** Takes the work of an embedder until `until`; null while another host has it. One that is new begins with the first log that arrived from `since` on. */
  claim(embedder: string, holder: string, when: { now: number; until: number; since: number }): Promise<EmbedderPlace | null>
  /** Leaves the work to others at once. */
  release(embedder: string, holder: string): Promise<void>
  /** At most `limit` logs after a place, and at most about 8 MiB of them, but one at least. */
  batch(after: number, limit: number): Promise<EmbedderBatch>
  /**
   * Adds what logs say to the sums and moves the place from `after` to `upTo`, both or neither; false when it is not at `after` any more, or others
   * answered before. Logs that have gone meanwhile are left out.
   */
  add(
    embedder: string,
    step: { after: number; upTo: number; by: string | null; facts: readonly { seq: number; entry: MeasuredLog; facts: DriftFacts }[] },
  ): Promise<boolean>
  /** Logs of any kind after the place; null for an embedder that has not begun. */
  behind(embedder: string): Promise<number | null>
}
