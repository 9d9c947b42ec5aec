import type { LogEntry } from '../../backend/core/log.ts'
import type { Measurement } from '../../backend/core/measurement.ts'
import type { Dimension, LogHead, WasteRow } from '../../backend/core/ports.ts'
import type { Scope } from '../../backend/core/scopes.ts'
import type { Summary } from '../../backend/core/summary.ts'

/** What the API sends, lists and stream alike: the core's types with times as ISO 8601 text. */
export type Head = Omit<LogHead, 'timestamp'> & { timestamp: string }

export interface LogRecord {
  log: Omit<LogEntry, 'timestamp'> & { timestamp: string }
  measurement: Measurement
}

export type MetricsRow = Summary & {
  bucket: string
  logsPerSecond: number | null
  semanticDrift: number | null
  /** Of the latest finished stress test. */
  adversarialStress?: number | null
  fragilityScore?: number | null
  /** Logs with output: what the waste ratios rest on. Older servers leave it out. */
  scored?: number
  /** Logs that say their latency. Older servers leave it out. */
  timed?: number
} & Partial<Record<Dimension, string | null>>

/** The `metrics` event of the stream. */
export type LiveMetrics = Omit<MetricsRow, 'bucket'> & { at: string; window: string; dataAgeSeconds: number | null }

export type { WasteRow }

export interface Access {
  mode: 'open' | 'key'
  scopes: Scope[]
}

export interface KeyRow {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  expiresAt: string | null
}

export interface DeletionRow {
  id: string
  status: 'running' | 'done' | 'failed'
  deleted: number
}

/** Why a call did not give what was asked, in words for the reader. `status` 0: no answer at all. */
export interface Fault {
  status: number
  code: string
  message: string
  /** Seconds. */
  retryAfter: number | null
}

export type Answer<T> = { ok: true; value: T } | { ok: false; fault: Fault }
