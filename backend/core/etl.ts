import type { Source } from './log.ts'
import type { SumField } from './summary.ts'

/** What one refresh of the marts did, model by model; the wire shape of `GET /api/dbt/status` but for the times. */
export interface ModelRun {
  name: string
  status: 'success' | 'error' | 'skipped'
  rows: number
  ms: number
}

/** What an engine reports of a run it carried out. `failed` leaves the marts as they were. */
export type Transformed =
  | { status: 'success'; rowsIn: number; models: ModelRun[]; tests: { passed: number; failed: number } }
  | { status: 'failed'; rowsIn: number; models: ModelRun[]; tests: { passed: number; failed: number }; error: string }

/** Runs the models of `dbt/` over what is new since the last run, and fills the table `metrics`. */
export interface Engine {
  readonly id: 'dbt' | 'embedded'
  /** `full`: every mart from scratch. Aborting the signal ends the run as `failed`. */
  transform(options: { full: boolean; signal: AbortSignal }): Promise<Transformed>
}

export interface EtlRun {
  runId: string
  engine: Engine['id']
  status: 'running' | 'success' | 'failed'
  /** Epoch milliseconds. */
  startedAt: number
  finishedAt: number | null
  /** Logs read for the first time. */
  rowsIn: number
  models: ModelRun[]
  tests: { passed: number; failed: number }
  error: string | null
}

/** A run somebody holds: it is theirs until the lease ends, when it is due again for whoever asks. */
export interface Lease {
  runId: string
  owner: string
}

export interface ClaimWish {
  /** Of the run that begins; one that is taken over keeps its own. */
  runId: string
  owner: string
  engine: Engine['id']
  leaseMs: number
  /** `now`: whether it is due or not. */
  when: 'due' | 'now'
}

/**
 * `claimed`: the run is the caller's. `busy`: another one runs. `idle`: none is due. `failures` counts the runs that failed since one succeeded.
 */
export type Claim =
  | { status: 'claimed'; lease: Lease; leaseUntil: number; failures: number }
  | { status: 'busy'; runId: string; leaseUntil: number }
  | { status: 'idle' }

/** When the marts are refreshed, and by whom. */
export interface EtlPlan {
  /** Epoch milliseconds; null until a scheduler has looked. */
  nextAt: number | null
  /** Runs that failed since one succeeded. */
  failures: number
  /** When the newest run that succeeded began: the marts hold what was stored until then. */
  freshAt: number | null
  /** The time the store goes by. */
  now: number
}

/**
 * The runs and their schedule, one run at a time over all hosts. It goes by one clock of its own (that of the database), so that hosts whose
 * clocks differ agree on what is due and which lease has ended. Outside faults reject with `StoreUnavailable`.
 */
export interface EtlStore {
  /** Sees to it that a run is due in `everyMs` at the latest; what is overdue stays so. */
  plan(everyMs: number): Promise<void>
  /** Begins a run, or takes over one whose lease has ended. */
  claim(wish: ClaimWish): Promise<Claim>
  /** Leaves a run to whoever claims next, for hosts that have no engine; null while one runs. */
  queue(run: { runId: string; engine: Engine['id'] }): Promise<string | null>
  /** False when the lease was lost: the run is somebody else's, or over. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>
  /** Ends the leases whose owner begins so: they are known to be gone. */
  release(owners: string): Promise<void>
  /** Records how a run ended and when the next is due; false, and nothing is changed, when the lease was lost. */
  finish(lease: Lease, end: { engine: Engine['id']; outcome: Transformed; nextInMs: number }): Promise<boolean>
  state(): Promise<EtlPlan>
  /** Newest first. */
  runs(limit: number): Promise<EtlRun[]>
  /** Forgets all but the newest runs. */
  prune(keep: number): Promise<void>
}

/** What a warehouse elsewhere is filled from: measured rows without texts. */
export const exportTables = ['logs', 'deletions', 'drift_sums', 'baselines', 'red_team_runs', 'red_team_findings'] as const
export type ExportTable = (typeof exportTables)[number]

export type Cell = string | number | boolean | null | readonly number[]

/** Rows in the order of a cursor of their table. */
export interface ExportPage {
  columns: readonly string[]
  rows: Cell[][]
  /** After the last row; null: there is none after the cursor given. */
  nextCursor: string | null
}

/** A quarter-hour × dimensions of the marts; whole numbers, and ratios that are null without data. A dimension a log does not have is ''. */
export interface MetricRow extends Record<SumName, number>, Record<RatioName, number | null> {
  /** Start of the quarter-hour, epoch milliseconds. */
  bucket: number
  model: string
  service: string
  route: string
  source: Source
  latencyBins: number[]
  latencyCounts: number[]
}

export const ratioNames = [
  'errorRate',
  'tokenEfficiency',
  'cognitiveWaste',
  'wastefulShare',
  'semanticDrift',
  'adversarialStress',
  'fragilityScore',
] as const
export type RatioName = (typeof ratioNames)[number]

/** The sums by the names of the marts. */
export type SumName = 'logCount' | Exclude<SumField, 'count'>

/** What a host hands to a worker that makes the marts for it, and takes back. Outside faults reject with `StoreUnavailable`. */
export interface MartStore {
  /** About `limit` rows after `cursor`: those of one place stay together (null: from the first); a cursor that means nothing is a `RangeError` "bad cursor". */
  page(table: ExportTable, cursor: string | null, limit: number): Promise<ExportPage>
  /** Puts rows in the place of those with the same bucket and dimensions; one without logs and scores takes them away. False when the lease was lost. */
  importRows(lease: Lease, rows: readonly MetricRow[]): Promise<boolean>
}
