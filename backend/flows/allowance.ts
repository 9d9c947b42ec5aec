import type { Allowance } from '../core/provider.ts'

/** Shifts of `resetAt` below this say nothing. */
const leastShiftMs = 20
/** A reset is slept past by this much: what headers round off. */
export const guardMs = 5

/**
 * What a limit leaves, read from the headers of answers. Some providers count in windows (all comes back at `resetAt`), others fill a bucket
 * (`resetAt` is when it would be full, and moves with every call): told apart by how `resetAt` moves. Until that shows, it is a window, which is never too early.
 */
export interface AllowanceView {
  /** How long until `need` can be spent (ms); 0: now. */
  wait(need: number, now: number): number
  /** A call of about `need` is sent. */
  sent(now: number): void
  /** An answer to the `at`-th call that was sent brought this. */
  saw(allowance: Allowance, at: number, now: number): void
}

export const createAllowance = (): AllowanceView => {
  let known: (Allowance & { seenAt: number }) | null = null
  /** Calls sent, and the one whose answer was read last: those after it are not in its numbers. */
  let calls = 0
  let read = 0
  /** Above 0: a bucket. */
  let evidence = 0
  /** Units a millisecond; the least that was seen, since headers round down. */
  let rate = Number.POSITIVE_INFINITY

  const learn = (was: Allowance & { seenAt: number }, is: Allowance, now: number): void => {
    if (is.limit === null || is.remaining >= was.remaining || now >= was.resetAt) return
    const perUnit = (is.resetAt - now) / Math.max(1, is.limit - is.remaining)
    const expected = (was.remaining - is.remaining) * perUnit + (now - was.seenAt)
    if (expected < leastShiftMs) return
    const step = is.resetAt - was.resetAt > expected / 2 ? 1 : -1
    evidence = Math.max(-3, Math.min(3, evidence + step))
  }

  const isBucket = (): boolean => evidence > 0 && known?.limit != null && Number.isFinite(rate)

  const level = (now: number): number => {
    if (known === null) return Number.POSITIVE_INFINITY
    if (now >= known.resetAt + guardMs) return known.limit ?? Number.POSITIVE_INFINITY
    return isBucket() ? (known.limit as number) - rate * (known.resetAt - now) : known.remaining
  }

  return {
    wait: (wanted, now) => {
      if (known === null) return 0
      const need = Math.min(wanted, known.limit ?? wanted)
      const left = level(now) - (calls - read) * need
      if (left >= need) return 0
      if (isBucket()) return Math.max(1, (need - left) / rate)
      return Math.max(1, known.resetAt + guardMs - now)
    },
    sent: (now) => {
      if (known !== null && now >= known.resetAt + guardMs) {
        // A new window, of which no header has told yet: what is sent now counts against its limit.
        known = known.limit === null ? null : { ...known, remaining: known.limit, resetAt: Number.POSITIVE_INFINITY, seenAt: now }
        read = calls
      }
      calls += 1
    },
    saw: (allowance, at, now) => {
      if (at < read) return
      if (known !== null) learn(known, allowance, now)
      if (allowance.limit !== null && allowance.resetAt > now && allowance.limit > allowance.remaining)
        rate = Math.min(rate, (allowance.limit - allowance.remaining) / (allowance.resetAt - now))
      known = { ...allowance, seenAt: now }
      read = at
    },
  }
}
