import type { Attempt, Campaign, Finding, Outcome, RunStatus, VerdictName } from './campaign.ts'
import type { MeasuredLog } from './measurement.ts'
import type { Page } from './ports.ts'

/** What something costs, or may cost at most: whole nano-dollars and tokens. */
export interface Amount {
  nano: number
  tokens: number
}

/** Who holds an attempt, until when (epoch milliseconds): after that it is due again. */
export interface Lease {
  owner: string
  until: number
}

/** What an attempt has come to so far, so that no call that was answered is sent again: JSON of the flow. */
export type Progress = string

/** An attempt that was claimed, how far it had come, and what is set aside for its next call. */
export interface Claimed extends Attempt {
  progress: Progress | null
  reserved: Amount
  /** It was claimed ahead: it has no place yet, and no call of it is sent before `pass` was told. */
  isAhead: boolean
}

/** An attempt that came to its end: what was found, what its last call cost (`unknown`: it may have cost all that was set aside), its logs. */
export interface Finished {
  finding: Finding
  spent: Amount | 'unknown'
  logs: readonly MeasuredLog[]
  /** Its place is free; otherwise one that was claimed ahead has it already. */
  leavesPlace: boolean
}

/** How the places of finished attempts are taken: as by `claimAttempts`, with `each` set aside if that fits for all. `ahead`: how many more are claimed, for places that will be free. */
export interface Taking {
  until: number
  now: number
  each: Amount
  ahead: number
}

/** `wait`: it fits once calls in flight have cost less than their worst. `over`: it will never fit. `gone`: the run or the lease has ended. */
export type Reservation = 'reserved' | 'wait' | 'over' | 'gone'

/** What of a run may be changed beside its status; absent fields stay. */
export interface RunChange {
  error?: string | null
  waitingUntil?: number | null
  startedAt?: number
  finishedAt?: number
}

/**
 * `made` (the default): as they were made. `worst`: what got through, controls too, in part, refused harmless probes, refused, unscored, errors, and last the
 * other controls and answered probes; by overrides where there are any, the most stress first in each.
 */
export type FindingOrder = 'made' | 'worst'

export interface Override {
  verdict: VerdictName
  note: string
  by: string
  at: number
}

/**
 * Red-team runs, their attempts and findings. One method is one transaction. A run never spends more than its caps: what was paid, what
 * calls in flight may cost at most, and what may have been paid by calls nobody heard of again are together never above them.
 */
export interface CampaignStore {
  /** The run and its attempts, all or nothing. */
  createRun(run: Campaign, attempts: readonly Attempt[]): Promise<void>
  run(runId: string): Promise<Campaign | null>
  /** Newest first. */
  runs(limit: number): Promise<Campaign[]>
  /** The run of a real target that finished last: completed, or stopped after something was scored; null when none has. */
  latestFinished(): Promise<Campaign | null>
  /** Queued and running runs, and paused ones whose wait is over, oldest first. */
  dueRuns(now: number): Promise<Campaign[]>
  /** From one status to another; the run as it is then, null when it is in none of `from`. */
  move(runId: string, from: readonly RunStatus[], to: RunStatus, change: RunChange): Promise<Campaign | null>
  /** Waiting for a rate limit until then (epoch milliseconds). */
  setWaiting(runId: string, until: number): Promise<void>
  /** What the whole run scores, 0..1. */
  setScores(runId: string, scores: { stress: number | null; fragility: number | null }): Promise<void>

  /**
   * At most `count` due attempts of a running run, in order, never more leased at a time than the run's concurrency; of what the owner holds counts
   * only what has a place. An attack is due only when the controls of its strategy are answered. For each of them `each` is set aside, if that fits
   * for all. Closes what has expired first.
   */
  claimAttempts(runId: string, count: number, lease: Lease, now: number, each?: Amount): Promise<Claimed[]>
  /** Prolongs an owner's leases of these attempts. */
  renewLeases(lease: Lease, attemptIds: readonly string[]): Promise<void>
  /** Ends every lease: the host is alone, so whoever held one is dead. */
  expireLeases(): Promise<void>
  /** What expired leases had set aside: lost where a call may have been paid or its answer is kept, free where attempts were only claimed ahead. */
  closeExpired(runId: string, now: number): Promise<void>
  /**
   * An attempt has come to its end (`progress`, JSON), and gives its place to `next`, the id of one that was claimed ahead: its call may be sent then.
   * Prolongs the leases of both. False: `next` is no longer the owner's.
   */
  pass(lease: Lease, ended: { attemptId: string; progress: Progress }, next: string): Promise<boolean>
  /** Puts an attempt back until `dueAt` (whole epoch milliseconds); `progress` null: as far as was stored before. */
  release(attemptId: string, owner: string, back: { dueAt: number; tries: number; progress: Progress | null }): Promise<void>
  /** Sets aside what the next call of an attempt may cost at most. */
  reserve(attemptId: string, owner: string, most: Amount): Promise<Reservation>
  /** A call came to an end: `spent` is paid and the rest of its reservation is free again; `unknown`: it may have cost all of it. */
  settle(attemptId: string, owner: string, spent: Amount | 'unknown', progress: Progress | null): Promise<void>
  /**
   * Findings of a run, each once, and what their last calls cost; their logs are kept until they are stored. With `taking` as many due attempts
   * are claimed as places become free with this (hosts have no more together than before), and then those ahead.
   */
  saveFindings(runId: string, finished: readonly Finished[], owner: string, taking: Taking | null): Promise<Claimed[]>
  /** Findings whose logs are not stored yet, of leases that ended before `now`. */
  unlogged(now: number, limit: number): Promise<{ findingId: string; logs: MeasuredLog[] }[]>
  /** The logs of these findings are stored. */
  logged(findingIds: readonly string[]): Promise<void>
  /** How many attempts wait for an answer, and when the first that nobody holds is due (epoch milliseconds; null: none). */
  open(runId: string): Promise<{ count: number; dueAt: number | null }>

  /** A cursor is of its order. */
  findings(runId: string, cursor: string | null, limit: number, order?: FindingOrder): Promise<Page<Finding>>
  finding(findingId: string): Promise<Finding | null>
  /** What scoring needs of all findings of a run, or of the controls of one strategy; overrides count. */
  outcomes(runId: string, controlsOf?: string): Promise<(Outcome & { findingId: string })[]>
  /** What findings score now that all of their run are known; those that score the same already are left alone. */
  rescore(scores: readonly { findingId: string; stress: number | null }[]): Promise<void>
  /** Keeps a person's verdict beside the judge's, and what the finding scores by it. False: there is no such finding. */
  override(findingId: string, override: Override, stress: number | null): Promise<boolean>
}
