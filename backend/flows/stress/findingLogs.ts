import type { CampaignStore, Finished } from '../../core/campaignStore.ts'
import type { LogStore } from '../../core/ports.ts'
import { createGather } from './gather.ts'
import type { Pause } from './pace.ts'

interface Parts {
  campaigns: CampaignStore
  logs: LogStore
  pause: Pause
  failed(error: unknown): void
}

/** Findings whose logs may wait to be stored while the next calls run; they are gathered for a while. */
const mostWaiting = 128
const gatherMs = 250

/** Stores the logs of findings behind the calls; what is not stored now is found later, since they are kept with their attempts until then. */
export const createFindingLogs = ({ campaigns, logs, pause, failed }: Parts) => {
  const waiting = new Set<Promise<void>>()
  let last = new AbortController()

  const write = createGather<Finished, void>(
    async (finished) => {
      const entries = finished.flatMap((one) => one.logs)
      if (entries.length > 0 && (await logs.saveLogs(entries)).status !== 'saved') return []
      await campaigns.logged(finished.map(({ finding }) => finding.findingId))
      return []
    },
    () => pause(gatherMs, [last.signal]),
  )

  return {
    add: (finished: Finished): void => {
      const written: Promise<void> = write(finished)
        .catch(failed)
        .finally(() => waiting.delete(written))
      waiting.add(written)
    },
    /** Resolves when there is room for more. */
    room: async (): Promise<void> => {
      if (waiting.size >= mostWaiting) await Promise.race(waiting)
    },
    /** Resolves when none waits. */
    settled: async (): Promise<void> => {
      last.abort()
      await Promise.all(waiting)
      last = new AbortController()
    },
  }
}
