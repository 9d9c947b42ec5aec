import type { AccessStore, Clock } from '../core/ports.ts'

const lifeMs = 1_000
const most = 1_000

/**
 * Remembers answers for a second, so that a burst of requests asks the database once. A change made through this process counts at once,
 * one made elsewhere within a second.
 */
export const cachedAccess = (store: AccessStore, clock: Clock): AccessStore => {
  const cache = new Map<string, { until: number; value: Promise<unknown> }>()

  const cached = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const now = clock()
    const known = cache.get(key)
    if (known !== undefined && known.until > now) return known.value as Promise<T>
    if (cache.size >= most) cache.clear()
    const value = ask()
    cache.set(key, { until: now + lifeMs, value })
    value.catch(() => cache.delete(key))
    return value
  }

  const changing = async <T>(change: Promise<T>): Promise<T> => {
    try {
      return await change
    } finally {
      cache.clear()
    }
  }

  return {
    keys: () => cached('keys', () => store.keys()),
    scopesOf: (hash, now) => cached(`scopes ${hash}`, () => store.scopesOf(hash, now)),
    saveKey: (key, hash) => changing(store.saveKey(key, hash)),
    revokeKey: (id) => changing(store.revokeKey(id)),
    saveSession: (session) => changing(store.saveSession(session)),
    endSession: (hash) => changing(store.endSession(hash)),
  }
}
