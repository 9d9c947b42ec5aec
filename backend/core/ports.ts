import type { DeletionFilter } from './deletion.ts'
import type { Issue, LogEntry, Source, Status } from './log.ts'
import type { MeasuredLog, Refusal, WastePreview } from './measurement.ts'
import type { Scope } from './scopes.ts'
import type { Sums } from './summary.ts'

/** Milliseconds since the epoch. Handed in, so that every run can be replayed. */
export type Clock = () => number

export interface Page<T> {
  items: T[]
  /** Opaque; null at the end. */
  nextCursor: string | null
}

/** A log without its texts: what lists, charts and the stream need. Also the wire shape of `GET /api/logs` and of the stream, but for the time. */
export interface LogHead {
  id: string
  /** Epoch milliseconds. */
  timestamp: number
  model: string
  service: string | null
  route: string | null
  source: Source
  status: Status
  /** First 160 characters of the prompt. */
  preview: string
  /** All billed tokens. */
  tokens: number
  latencyMs: number | null
  cognitiveWaste: number | null
  tokenEfficiency: number | null
  refusal: Refusal
  loop: boolean
  costUsd: number | null
  wastedUsd: number | null
  /** Null when no word of the answer is wasted. */
  wastePreview: WastePreview | null
}

/** `from` inclusive, `to` exclusive, epoch milliseconds; absent means unbounded. An absent `source` means every source. */
export interface LogFilter {
  from?: number
  to?: number
  model?: string
  service?: string
  route?: string
  source?: Source
}

export interface LogQuery extends LogFilter {
  status?: Status
  minWaste?: number
  /** Full-text find, case-insensitive substring of prompt, messages, answer or reasoning. A page may come back short with a cursor: each call looks at a bounded number of texts and bytes. */
  q?: string
  sessionId?: string
  cursor?: string
  limit: number
}

export const dimensions = ['model', 'service', 'route', 'source'] as const
export type Dimension = (typeof dimensions)[number]

/** Bounds are widened to whole minutes (younger than 48 h) or quarter-hours. `bucketMs` null adds the whole range into one row per group. */
export interface SumQuery extends LogFilter {
  bucketMs: number | null
  groupBy: readonly Dimension[]
}

export interface SumRow {
  /** Start of the bucket, epoch milliseconds; `from` (or 0) when the query has no bucket. */
  bucket: number
  /** Milliseconds the row covers: its bucket within the (widened) range; a quarter-hour where a finer bucket is older than 48 h. Infinity when open. */
  widthMs: number
  /** Only the dimensions asked for. */
  group: Partial<Record<Dimension, string | null>>
  sums: Sums
}

export type SaveResult =
  | { status: 'saved'; stored: boolean[] } // in order; false: the id was there already
  | { status: 'busy' } // the queue is full: nothing was written
  | { status: 'unavailable'; reason: string } // the database cannot be reached or cannot write: nothing was written

/** A stored log in commit order. */
export interface Change {
  cursor: string
  head: LogHead
}

export interface PromptWaste {
  /** First 160 characters of the prompt. */
  preview: string
  count: number
  tokens: number
  wastedTokens: number
  wastedUsd: number | null
  spent: number
  useful: number
  exampleId: string
}

/** What a route, model or prompt wastes, as `GET /api/waste/top` says it. Tokens are all billed ones, dollars US dollars. */
export interface WasteRow {
  key: string | null
  count: number
  tokens: number
  wastedTokens: number
  wastedUsd: number | null
  cognitiveWaste: number | null
  /** A log to look at. */
  exampleId: string | null
}

/** One method is one transaction: the weakest host can promise no more. Outside faults of reads throw `StoreUnavailable`. */
export interface LogStore {
  /** Idempotent by id, also within the batch; durable when it resolves to `saved`. Concurrent calls share a commit. */
  saveLogs(batch: readonly MeasuredLog[]): Promise<SaveResult>
  /** Newest first, no bodies. */
  logs(query: LogQuery): Promise<Page<LogHead>>
  log(id: string): Promise<MeasuredLog | null>
  /** Oldest bucket first. */
  sums(query: SumQuery): Promise<SumRow[]>
  /** In commit order after `cursor` (null: from the first); `nextCursor` is that of the last item, or the one given when there is none. */
  changes(cursor: string | null, limit: number): Promise<Page<Change>>
  /** The newest cursor, the number of changes after `cursor`, and when the newest log arrived (epoch ms). */
  position(cursor?: string): Promise<{ cursor: string | null; behind: number; newestArrival: number | null }>
  /** Prompts by wasted dollars, then wasted tokens. */
  topPrompts(filter: LogFilter, limit: number): Promise<PromptWaste[]>
  /** The newest log id of a group, as its example. */
  exampleOf(filter: LogFilter): Promise<string | null>
  /** Whole logs in time order, for the export; a page ends before `limit` when its texts reach about 8 MiB, and has one log at least. */
  fullLogs(filter: LogFilter, cursor: string | null, limit: number): Promise<Page<MeasuredLog>>
  /** Deletes at most `limit` logs with their texts and takes them out of the sums; how many went. */
  deleteLogs(filter: DeletionFilter, limit: number): Promise<number>
  /** Retention: drops at most `limit` logs that arrived before a time (epoch ms), texts and heads, and keeps their sums as history; how many went. */
  expireLogs(arrivedBefore: number, limit: number): Promise<number>
  /** Rejects when logs cannot be stored now. */
  ready(): Promise<void>
}

/** The database cannot be reached (now); the caller answers 503 with Retry-After. */
export class StoreUnavailable extends Error {}

export interface ApiKey {
  id: string
  name: string
  scopes: Scope[]
  createdAt: number
  expiresAt: number | null
}

/** Keys and sessions; tokens are only ever handed in as SHA-256 hex. */
export interface AccessStore {
  /** The scopes a live key or session carries at `now`; null when unknown, revoked or expired. */
  scopesOf(hash: string, now: number): Promise<Scope[] | null>
  saveKey(key: ApiKey, hash: string): Promise<void>
  /** Unrevoked keys, oldest first. */
  keys(): Promise<ApiKey[]>
  /** False when there was none. Sessions made with the key end with it. */
  revokeKey(id: string): Promise<boolean>
  /** A session carries the scopes of its key: `keyHash` null is the operator's key of the environment. */
  saveSession(session: { hash: string; keyHash: string | null; expiresAt: number }): Promise<void>
  endSession(hash: string): Promise<void>
}

/** One item of a body, read: a log, or what is wrong with it. `repaired`: lone surrogates or NUL were replaced by U+FFFD. */
export type ReadItem = { ok: true; log: LogEntry; repaired: boolean } | { ok: false; issues: Issue[] }

/** What became of a body: parsed and measured, not yet stored. */
export type Intake =
  | { status: 'read'; items: ({ ok: true; entry: MeasuredLog } | { ok: false; issues: Issue[] })[] }
  | { status: 'not-json'; message: string }
  | { status: 'wrong-shape'; issues: Issue[] }
  | { status: 'too-many' }

/** Turns the text of a body into measured logs, away from the event loop where the host can. `busy`: its queue is full. */
export type Measure = (body: { text: string; ndjson: boolean; receivedAt: number }) => Promise<Intake | { status: 'busy' }>
