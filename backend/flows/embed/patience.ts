import type { Waiting } from './facts.ts'

/** While nothing goes: from the first of these to the second, twice as long each time; what a server asks for is waited, up to a day. */
const waitMs = { least: 1_000, most: 60_000, asked: 24 * 3_600_000 }

/** How long one kind of work waits while it fails, and why. Told once that it does, and that it goes on. */
export const createPatience = (what: string, told: (level: 'info' | 'warn', message: string) => void) => {
  let reason: string | null = null
  let backoff = waitMs.least
  return {
    reason: () => reason,
    /** It failed; milliseconds until it is tried again. */
    wait: ({ message, retryAfterMs }: Omit<Waiting, 'status'>): number => {
      if (reason !== message) told('warn', `${what} wait: ${message}`)
      reason = message
      const ms = Math.max(Math.min(waitMs.asked, retryAfterMs ?? 0), backoff)
      backoff = Math.min(waitMs.most, backoff * 2)
      return ms
    },
    goesOn: (): void => {
      if (reason !== null) told('info', `${what} go on`)
      reason = null
      backoff = waitMs.least
    },
  }
}
