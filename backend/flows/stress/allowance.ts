import type { Allowance } from '../../core/provider.ts'

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
  sent(need: number, now: number): void
  /** An answer to the `at`-th call that was sent, at `sentAt`, brought this. */
  saw(allowance: Allowance, at: number, sentAt: number, now: number): void
  /** Whether the `at`-th call was let through. */
  passed(at: number, yes: boolean): void
}

/** When a header's clock started: as the call arrived, or as its answer left. What lies between is the call's latency. */
type Told = 'unknown' | 'on arrival' | 'on leaving'

/** A latency beyond this share of a wait is worth one early call to learn which it is. */
const worthTrying = 0.02

interface Known extends Allowance {
  seenAt: number
  /** As the last header had it. */
  lastResetAt: number
  /** The end of the window if headers tell on arrival; `resetAt` is its end if they tell on leaving. */
  earliest: number
}

export const createAllowance = (): AllowanceView => {
  let known: Known | null = null
  let told: Told = 'unknown'
  /** The call that tries whether headers tell on arrival. */
  let trying: number | null = null
  /** Calls sent, and the one whose answer was read last: those after it are not in its numbers. */
  let calls = 0
  let read = 0
  /** Above 0: a bucket. */
  let evidence = 0
  /** Units a millisecond; the least that was seen, since headers round down. */
  let rate = Number.POSITIVE_INFINITY

  const learn = (was: Known, is: Allowance, now: number): void => {
    if (is.limit === null || is.remaining >= was.remaining || now >= was.lastResetAt) return
    const perUnit = (is.resetAt - now) / Math.max(1, is.limit - is.remaining)
    const expected = (was.remaining - is.remaining) * perUnit + (now - was.seenAt)
    if (expected < leastShiftMs) return
    const step = is.resetAt - was.lastResetAt > expected / 2 ? 1 : -1
    evidence = Math.max(-3, Math.min(3, evidence + step))
  }

  const isBucket = (): boolean => evidence > 0 && known?.limit != null && Number.isFinite(rate)

  /** When the window is over, as far as is known. */
  const endOf = ({ resetAt, earliest, seenAt }: Known): number => {
    if (told === 'on leaving' || isBucket()) return resetAt + guardMs
    if (told === 'on arrival') return earliest + guardMs
    return resetAt - earliest > worthTrying * (resetAt - seenAt) ? earliest + guardMs : resetAt + guardMs
  }

  const level = (now: number): number => {
    if (known === null) return Number.POSITIVE_INFINITY
    if (now >= endOf(known)) return known.limit ?? Number.POSITIVE_INFINITY
    return isBucket() ? (known.limit as number) - rate * (known.lastResetAt - now) : known.remaining
  }

  return {
    wait: (wanted, now) => {
      if (trying !== null) return Number.POSITIVE_INFINITY
      if (known === null) return 0
      const need = Math.min(wanted, known.limit ?? wanted)
      const left = level(now) - (calls - read) * need
      if (left >= need) return 0
      if (isBucket()) return Math.max(1, (need - left) / rate)
      return Math.max(1, endOf(known) - now)
    },
    sent: (need, now) => {
      calls += 1
      if (known === null || now < endOf(known)) return
      if (now < known.resetAt && told === 'unknown') {
        // It says something only when the old window would not have let it through.
        if (known.remaining - (calls - 1 - read) * need < need) trying = calls
        return
      }
      // A new window, of which no header has told yet: what is sent now counts against its limit.
      const never = Number.POSITIVE_INFINITY
      known =
        known.limit === null ? null : { ...known, remaining: known.limit, resetAt: never, lastResetAt: never, earliest: never, seenAt: now }
      read = calls - 1
    },
    passed: (at, yes) => {
      if (at !== trying) return
      trying = null
      told = yes ? 'on arrival' : 'on leaving'
    },
    saw: (allowance, at, sentAt, now) => {
      if (at < read) return
      if (known !== null) learn(known, allowance, now)
      if (allowance.limit !== null && allowance.resetAt > now && allowance.limit > allowance.remaining)
        rate = Math.min(rate, (allowance.limit - allowance.remaining) / (allowance.resetAt - now))
      const earliest = allowance.resetAt - (now - sentAt)
      // Within a window each answer narrows down when it ends.
      const same = known !== null && now < known.resetAt && allowance.remaining < known.remaining && Number.isFinite(known.resetAt)
      known = {
        ...allowance,
        seenAt: now,
        lastResetAt: allowance.resetAt,
        resetAt: same && known !== null ? Math.min(known.resetAt, allowance.resetAt) : allowance.resetAt,
        earliest: same && known !== null ? Math.max(known.earliest, earliest) : earliest,
      }
      read = at
    },
  }
}
