import { StoreUnavailable } from '../../core/ports.ts'
import type { Pause } from './pace.ts'

const againMs = 500
const mostTries = 120

/** Stores what a call brought, however long the database is away: up to a minute, or until the signal. Then it throws `StoreUnavailable`, as it throws anything else at once. */
export const insist = async <T>(store: () => Promise<T>, pause: Pause, signal: AbortSignal): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await store()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries >= mostTries || signal.aborted) throw error
      await pause(againMs, [signal])
    }
  }
}
