import type { Finding } from '../../core/campaign.ts'
import type { CampaignStore, Claimed, Lease } from '../../core/campaignStore.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { Clock, LogStore } from '../../core/ports.ts'
import type { Left, RunContext } from './context.ts'
import type { Pause } from './pace.ts'

interface Parts {
  campaigns: CampaignStore
  logs: LogStore
  clock: Clock
  pause: Pause
  attempt(attempt: Claimed, context: RunContext): Promise<Left>
  /** What ends the call of each attempt under way on this host, by its id. */
  calls: Map<string, AbortController>
  lease(): Lease
  heard(left: Left): void
  /** The run ends for now. */
  ends(left: Exclude<Left, { status: 'stored' | 'back' }>): Promise<void>
  failed(error: unknown): void
  changed(): void
}

/** Findings whose logs are being stored while the next calls run. */
const mostWriting = 32
/** An attempt that threw is due again after this. */
const afterBugMs = 5_000

/** The attempts of one run that are under way on this host: never more than its concurrency. */
export const createCrew = (parts: Parts, context: Omit<RunContext, 'abandon'>) => {
  const { campaigns, logs, clock, calls, failed } = parts
  const { run, owner, halt } = context
  const active = new Set<Promise<void>>()
  const writing = new Set<Promise<void>>()

  const write = async (finding: Finding, entries: MeasuredLog[]): Promise<void> => {
    if (entries.length > 0 && (await logs.saveLogs(entries)).status !== 'saved') return // what is not stored now is found later
    await campaigns.logged(finding.findingId)
  }

  const hear = async (left: Left): Promise<void> => {
    parts.heard(left)
    if (left.status === 'back') return
    if (left.status !== 'stored') return parts.ends(left)
    const written: Promise<void> = write(left.finding, left.logs)
      .catch(failed)
      .finally(() => writing.delete(written))
    writing.add(written)
    parts.changed()
  }

  const take = async (claimed: Claimed): Promise<void> => {
    const call = new AbortController()
    calls.set(claimed.attemptId, call)
    try {
      await hear(await parts.attempt(claimed, { ...context, abandon: call.signal }))
    } catch (error) {
      failed(error)
      await campaigns
        .release(claimed.attemptId, owner, { dueAt: clock() + afterBugMs, tries: claimed.tries + 1, progress: null })
        .catch(failed)
    } finally {
      calls.delete(claimed.attemptId)
    }
  }

  return {
    /** Claims as many attempts as there is room for; how many it got. */
    fill: async (): Promise<number> => {
      if (writing.size >= mostWriting) await Promise.race(writing)
      const free = run.config.concurrency - active.size
      if (free <= 0 || halt.aborted) return 0
      const claimed = await campaigns.claimAttempts(run.runId, free, parts.lease(), clock())
      for (const one of claimed) {
        if (calls.has(one.attemptId)) continue // this host slept longer than its lease: the call is still under way
        const taken: Promise<void> = take(one).finally(() => active.delete(taken))
        active.add(taken)
      }
      return claimed.length
    },
    isBusy: (): boolean => active.size > 0,
    /** Resolves when an attempt has ended, at the latest after a while. */
    moment: (ms: number): Promise<void> => Promise.race([...active, parts.pause(ms, [halt])]).then(() => {}),
    /** Resolves when nothing is under way. */
    settled: async (): Promise<void> => {
      await Promise.all(active)
      await Promise.all(writing)
    },
  }
}
