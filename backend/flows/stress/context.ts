import type { Campaign, Finding } from '../../core/campaign.ts'
import type { Amount, Claimed, Finished, Progress } from '../../core/campaignStore.ts'
import type { Vendor } from '../../core/provider.ts'
import type { Reference } from '../../redteam/stress.ts'
import type { Generate } from './generator.ts'
import type { Pace } from './pace.ts'

/** A model, and when it may be asked. */
export interface PacedModel {
  vendor: Vendor
  model: string
  pace: Pace
}

/** What a run on this host hands to each of its attempts. */
export interface RunContext {
  run: Campaign
  vendor: Vendor
  pace: Pace
  /** Who holds the leases. */
  owner: string
  /** No further call is begun. */
  halt: AbortSignal
  /** Calls under way end too: the host goes down. */
  abandon: AbortSignal
  /** The model that varies prompts; null when there is none, or it does not answer. */
  generate: Generate | null
  /** The model that grades what no check decides; null: the checks stand alone. */
  judge: PacedModel | null
  /** Whether a failed call is worth another try: not when nothing has been answered for long. */
  patient(): boolean
  /** What a finding is measured against; `outcome` is that of a control itself. */
  reference(finding: Finding): Promise<Reference>
  /**
   * Stores how an attempt ended; null when none takes its place at once. With `progress` it can be concluded from that alone: its place goes on as soon
   * as that is kept, and what it ends in is made meanwhile and stored while the next call runs.
   */
  leave(finish: () => Promise<Omit<Finished, 'leavesPlace'>>, progress: Progress | null): Promise<Claimed | null>
  /** A call may cost that at most. */
  needs(most: Amount): void
  /** A call is under way. */
  sent(): void
  /** A call has to wait for money: what is set aside for attempts that were claimed ahead is given back. */
  forgo(): Promise<void>
  /** Waiting for a rate limit until then (epoch ms). */
  waits(until: number): void
  /** Resolves when a call has ended or a moment has passed. */
  moment(): Promise<void>
}

/** How an attempt left: stored, put back for later, or with a reason that ends the whole run for now. */
export type Left =
  | { status: 'stored'; failed: boolean; next: Claimed | null }
  | { status: 'back' }
  | { status: 'over' }
  | { status: 'daily'; until: number; message: string }
  | { status: 'rejected'; message: string }
