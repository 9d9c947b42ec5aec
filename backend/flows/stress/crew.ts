import type { CampaignStore, Claimed, Finished, Lease } from '../../core/campaignStore.ts'
import type { Clock, LogStore } from '../../core/ports.ts'
import type { Left, RunContext } from './context.ts'
import { createGather } from './gather.ts'
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

/** Findings whose logs wait to be stored while the next calls run; they are gathered for a while. */
const mostWriting = 128
const gatherMs = 250
/** An attempt that threw is due again after this. */
const afterBugMs = 5_000

/** The attempts of one run that are under way on this host: never more than its concurrency. */
export const createCrew = (parts: Parts, context: Omit<RunContext, 'abandon' | 'save' | 'needs'>) => {
  const { campaigns, logs, clock, calls, failed } = parts
  const { run, owner, halt } = context
  const active = new Set<Promise<void>>()
  const writing = new Set<Promise<void>>()
  const each = { nano: 0, tokens: 0 }
  let stirred = new AbortController()
  /** Aborted when something has happened since places were last filled. */
  let looked = stirred.signal
  let last = new AbortController()

  const stir = (): void => {
    stirred.abort('something happened') // a reason of one's own spares an error with its stack
    stirred = new AbortController()
  }

  const write = createGather<Finished, void>(
    async (finished) => {
      const entries = finished.flatMap((one) => one.logs)
      if (entries.length > 0 && (await logs.saveLogs(entries)).status !== 'saved') return [] // what is not stored now is found later
      await campaigns.logged(finished.map(({ finding }) => finding.findingId))
      return []
    },
    () => parts.pause(gatherMs, [last.signal]),
  )

  /** A place is free for the next call when what the last one brought is stored: so a crash repeats no more calls than the run has places. */
  const save = createGather<Finished, Claimed | null>(
    async (finished) => {
      const taking = halt.aborted ? null : { until: parts.lease().until, now: clock(), each: { ...each } }
      const next = await campaigns.saveFindings(run.runId, finished, owner, taking)
      for (const one of finished) {
        const written: Promise<void> = write(one)
          .catch(failed)
          .finally(() => writing.delete(written))
        writing.add(written)
      }
      parts.changed()
      stir()
      return finished.map((_, at) => next[at] ?? null)
    },
    async () => {
      if (writing.size >= mostWriting) await Promise.race(writing)
    },
  )

  const toTheEnd: Omit<RunContext, 'abandon'> = {
    ...context,
    save,
    needs: ({ nano, tokens }) => {
      each.nano = Math.max(each.nano, nano)
      each.tokens = Math.max(each.tokens, tokens)
    },
  }

  /** One attempt; the one that takes its place. */
  const take = async (claimed: Claimed): Promise<Claimed | null> => {
    const { attemptId } = claimed
    if (calls.has(attemptId)) return null // this host slept longer than its lease: the call is still under way
    const call = new AbortController()
    calls.set(attemptId, call)
    try {
      const left = await parts.attempt(claimed, { ...toTheEnd, abandon: call.signal })
      parts.heard(left)
      if (left.status === 'stored') return left.next
      if (left.status !== 'back') await parts.ends(left)
    } catch (error) {
      failed(error)
      await campaigns.release(attemptId, owner, { dueAt: clock() + afterBugMs, tries: claimed.tries + 1, progress: null }).catch(failed)
    } finally {
      calls.delete(attemptId)
    }
    return null
  }

  /** A place of the run, as long as attempts follow each other in it. */
  const occupy = async (first: Claimed): Promise<void> => {
    for (let claimed: Claimed | null = first; claimed !== null; ) claimed = await take(claimed)
  }

  return {
    /** Claims as many attempts as there is room for; how many it got. */
    fill: async (): Promise<number> => {
      looked = stirred.signal
      const free = run.config.concurrency - active.size
      if (free <= 0 || halt.aborted) return 0
      const claimed = await campaigns.claimAttempts(run.runId, free, parts.lease(), clock())
      for (const one of claimed) {
        const taken: Promise<void> = occupy(one).finally(() => {
          active.delete(taken)
          stir()
        })
        active.add(taken)
      }
      return claimed.length
    },
    isBusy: (): boolean => active.size > 0,
    /** Resolves when an attempt has ended since `fill`, at the latest after a while. */
    moment: (ms: number): Promise<void> => parts.pause(ms, [halt, looked]),
    /** Resolves when nothing is under way. */
    settled: async (): Promise<void> => {
      await Promise.all(active)
      last.abort()
      await Promise.all(writing)
      last = new AbortController()
    },
  }
}
