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
