/** Which logs: all that match everything said here. */
export interface DeletionFilter {
  sessionId?: string
  userId?: string
  /** Epoch milliseconds. */
  before?: number
  /** Those that had arrived by then, epoch milliseconds; chooses none by itself. */
  arrivedBy?: number
}

export interface Deletion {
  id: string
  filter: DeletionFilter
  /** `stopped`: goes on when a server runs again. */
  status: 'running' | 'done' | 'failed' | 'stopped'
  /** Epoch milliseconds. */
  startedAt: number
  /** Logs that are gone. */
  deleted: number
}

/** What was asked to be deleted and how far it came, kept so that it outlives the process. Outside faults reject with `StoreUnavailable`. */
export interface DeletionStore {
  /** Durable when it resolves. */
  begin(deletion: Deletion): Promise<void>
  /** Some more logs are gone; `now` says that somebody is at it. */
  step(id: string, deleted: number, now: number): Promise<void>
  /** `done`: of what had arrived at `at` nothing is left. */
  end(id: string, status: 'done' | 'failed' | 'stopped', at: number): Promise<void>
  /** Those that were stopped, or that nobody has been at since `silentSince`, for the caller to go on with: each is given to one caller. */
  takeUp(silentSince: number, now: number): Promise<Deletion[]>
  /** Newest first. */
  list(limit: number): Promise<Deletion[]>
}
