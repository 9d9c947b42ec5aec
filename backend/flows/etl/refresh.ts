import type { Engine, EtlStore, Lease, Transformed } from '../../core/etl.ts'
import { StoreUnavailable } from '../../core/ports.ts'

/** A host that is lost for so long has lost its run. */
export const leaseMs = 60_000
const renewMs = leaseMs / 3
/** A refresh that takes longer hangs. */
const limitMs = 30 * 60_000
/** How long an engine may take to stop. */
const graceMs = 10_000
/** How often it is tried to record how a run ended. */
const recordMs = 5_000
const firstRetryMs = 15_000
const longestError = 1_000

/** How long after a failed run the next is due: 15 s, doubled with every further failure, at most a usual pause. */
export const retryInMs = (failures: number, everyMs: number): number => Math.min(everyMs, firstRetryMs * 2 ** Math.min(failures, 20))

const failedWith = (error: unknown): Transformed => ({
  status: 'failed',
  rowsIn: 0,
  models: [],
  tests: { passed: 0, failed: 0 },
  error: (error instanceof Error ? error.message : String(error)).slice(0, longestError),
})

/** Resolves after a time, or at once when the signal is or gets aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

/** Resolves when a signal gets aborted and a time has passed since. */
const overdue = (signal: AbortSignal, ms: number): Promise<Transformed> =>
  new Promise((resolve) => {
    const say = () => setTimeout(() => resolve(failedWith(`${(signal.reason as Error).message}; the engine did not stop`)), ms)
    if (signal.aborted) say()
    else signal.addEventListener('abort', say, { once: true })
  })

export interface Refresh {
  /** How it ended, once that is recorded or was not to be recorded. */
  ended: Promise<void>
  /** When the engine has stopped, which may be after the run ended, or never. */
  stopped: Promise<unknown>
}

interface Work {
  store: EtlStore
  engine: Engine
  lease: Lease
  /** Runs that failed before this one. */
  failures: number
  everyMs: number
  full: boolean
  /** Aborted when the host closes. */
  closing: AbortSignal
  failed(error: unknown): void
}

/**
 * Carries out a run that was claimed: renews its lease, stops the engine when that is lost, when it takes too long or when the host closes, and
 * records how it ended. While the store is away that waits; whoever has taken the run over meanwhile records it instead.
 */
export const refresh = ({ store, engine, lease, failures, everyMs, full, closing, failed }: Work): Refresh => {
  const stop = new AbortController()
  let lost = false

  const renew = async (): Promise<void> => {
    try {
      if (await store.renew(lease, leaseMs)) return
      lost = true
      stop.abort(new Error('the lease was lost to another host'))
    } catch (error) {
      failed(error) // the database is away: the engine notices by itself, and the lease may yet be ours
    }
  }

  const close = () => stop.abort(new Error('the server was stopped'))
  if (closing.aborted) close()
  closing.addEventListener('abort', close)
  const renewing = setInterval(() => void renew(), renewMs)
  const limit = setTimeout(() => stop.abort(new Error(`the refresh took longer than ${limitMs / 60_000} minutes`)), limitMs)

  const transforming = Promise.resolve()
    .then(() => engine.transform({ full, signal: stop.signal }))
    .catch(failedWith)

  const record = async (outcome: Transformed): Promise<void> => {
    const nextInMs = outcome.status === 'success' ? everyMs : closing.aborted ? 0 : retryInMs(failures, everyMs)
    for (;;)
      try {
        await store.finish(lease, { engine: engine.id, outcome, nextInMs })
        return
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        if (closing.aborted) return failed(error)
        await pause(recordMs, closing)
      }
  }

  const run = async (): Promise<void> => {
    try {
      const outcome = await Promise.race([transforming, overdue(stop.signal, graceMs)])
      if (outcome.status === 'failed') failed(new Error(`the marts were not refreshed: ${outcome.error}`))
      if (!lost) await record(outcome)
    } catch (error) {
      failed(error)
    } finally {
      clearInterval(renewing)
      clearTimeout(limit)
      closing.removeEventListener('abort', close)
    }
  }
  return { ended: run(), stopped: transforming }
}
