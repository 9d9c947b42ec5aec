import type { Claim, Engine, EtlStore, Lease, MartStore, Transformed } from '../../core/etl.ts'
import { leaseMs, refresh, retryInMs } from './refresh.ts'

/** At least so often the schedule is looked at: another host may have changed it. */
const lookMs = 15_000
const kept = 500
/** How the owners of the leases of hosts begin. */
const host = 'host:'

interface Parts {
  store: EtlStore
  marts: MartStore
  /** Null on a host without SQL: a worker elsewhere claims its runs. */
  engine: Engine | null
  everyMs: number
  newId: () => string
  /** Told what went wrong behind the answers. */
  failed(error: unknown): void
}

/** What became of a wish for a refresh. */
export type Scheduled = { status: 'started'; runId: string } | { status: 'busy' }

/**
 * Refreshes the marts: every `everyMs`, on demand, and once for slots that were missed, one run at a time over all hosts. A failed run leaves the
 * marts as they were and is tried again soon. Whether anything is due is one row read.
 */
export const createEtl = ({ store, marts, engine, everyMs, newId, failed }: Parts) => {
  const closing = new AbortController()
  let current: Promise<void> = Promise.resolve()
  /** A run of this host is not recorded yet, or its engine has not stopped: a second one would refresh the same marts. */
  let working = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const carryOut = (by: Engine, lease: Lease, failures: number, full: boolean): void => {
    const work = refresh({ store, engine: by, lease, failures, everyMs, full, closing: closing.signal, failed })
    working = true
    current = work.ended.then(() => store.prune(kept).catch(failed))
    void Promise.all([work.ended, work.stopped]).then(() => {
      working = false
    })
  }

  /** Claims a run and begins it; null when there is none to be had. */
  const begin = async (when: 'due' | 'now', full: boolean): Promise<string | null> => {
    if (engine === null || working || closing.signal.aborted) return null
    const claim = await store.claim({ runId: newId(), owner: `${host}${newId()}`, engine: engine.id, leaseMs, when })
    if (claim.status !== 'claimed') return null
    carryOut(engine, claim.lease, claim.failures, full)
    return claim.lease.runId
  }

  /** One look at the schedule; begins what is due. Milliseconds until the next look. */
  const look = async (): Promise<number> => {
    await store.plan(everyMs)
    await begin('due', false)
    const { nextAt, now } = await store.state()
    return nextAt === null || nextAt <= now ? lookMs : Math.min(lookMs, nextAt - now)
  }

  const follow = (inMs: number): void => {
    timer = setTimeout(async () => {
      const next = await look().catch((error: unknown) => {
        failed(error)
        return lookMs
      })
      if (!closing.signal.aborted) follow(next)
    }, inMs)
  }

  return {
    store,
    marts,
    look,
    /** What hosts that ended suddenly left is due again at once; for one that is known to be alone. */
    alone: (): Promise<void> => store.release(host),
    /** Begins a run now, or leaves it to a worker. */
    schedule: async ({ full = false } = {}): Promise<Scheduled> => {
      const runId = engine === null ? await store.queue({ runId: newId(), engine: 'dbt' }) : await begin('now', full)
      return runId === null ? { status: 'busy' } : { status: 'started', runId }
    },
    /** For a worker elsewhere that makes the marts: a run of its own, under a lease it renews. */
    claim: async (by: Engine['id'], when: 'due' | 'now'): Promise<Claim> => {
      await store.plan(everyMs)
      return store.claim({ runId: newId(), owner: `worker:${newId()}`, engine: by, leaseMs, when })
    },
    /** Until when the lease is the worker's now, epoch milliseconds; null when it was lost. */
    renew: async (lease: Lease): Promise<number | null> =>
      (await store.renew(lease, leaseMs)) ? (await store.state()).now + leaseMs : null,
    /** Records how a worker's run ended; false when its lease was lost. */
    complete: async (lease: Lease, by: Engine['id'], outcome: Transformed): Promise<boolean> => {
      const { failures } = await store.state()
      const nextInMs = outcome.status === 'success' ? everyMs : retryInMs(failures, everyMs)
      const recorded = await store.finish(lease, { engine: by, outcome, nextInMs })
      if (recorded) await store.prune(kept)
      return recorded
    },
    /** Follows the schedule from now on, with a first look in `firstMs`. */
    start: async (firstMs: number): Promise<void> => {
      await store.plan(everyMs).catch(failed) // the first look plans as well
      follow(firstMs)
    },
    /** When what was begun is through. */
    settled: (): Promise<void> => current,
    /** Stops what runs, which is then due again at once. */
    close: (): Promise<void> => {
      clearTimeout(timer)
      closing.abort()
      return current
    },
  }
}

export type Etl = ReturnType<typeof createEtl>
