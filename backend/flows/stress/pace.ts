import type { Clock } from '../../core/ports.ts'
import type { ChatReply } from '../../core/provider.ts'
import type { Random } from '../../core/random.ts'
import { createAllowance, guardMs } from './allowance.ts'

/** Resolves after a while; early, and without a word, when one of the signals is aborted. */
export type Pause = (ms: number, signals: readonly AbortSignal[]) => Promise<void>

/** A wait longer than this is a quota of the day. */
export const dailyMs = 5 * 60_000
/** Waits are looked at again after this long at the latest. */
const lookMs = 1_000
const firstBackoffMs = 500
const longestBackoffMs = 60_000

/** The turn of a call: `at` is its number. */
export type Turn = { status: 'go'; at: number; sentAt: number } | { status: 'stopped' } | { status: 'daily'; until: number }

/** Keeps all calls to one model of a vendor within what its answers say is left, however many runs share it. */
export interface Pace {
  /** Waits for a turn. `tokens`: what the call will use, about. `onWait` is told until when it waits (epoch ms). */
  turn(tokens: number, signal: AbortSignal, onWait: (until: number) => void): Promise<Turn>
  /** What came of the call of a turn. */
  heard(turn: Extract<Turn, { status: 'go' }>, reply: ChatReply, now: number): void
}

const usedTokens = (reply: ChatReply): number | null =>
  reply.status === 'ok' && reply.usage !== null ? (reply.usage.promptTokens ?? 0) + (reply.usage.completionTokens ?? 0) : null

/** A call in its turn: whatever comes of it is heard, a bug too. */
export const inTurn = async (
  pace: Pace,
  turn: Extract<Turn, { status: 'go' }>,
  clock: Clock,
  call: () => Promise<ChatReply>,
): Promise<ChatReply> => {
  const reply = await call().catch((error: unknown): ChatReply => {
    pace.heard(turn, { status: 'failed', again: false, billed: true, message: 'a bug', latencyMs: 0 }, clock())
    throw error
  })
  pace.heard(turn, reply, clock())
  return reply
}

interface Parts {
  clock: Clock
  pause: Pause
  random: Random
  /** Calls at a time, at most; absent: as many as the limits allow. */
  atOnce?: (() => number) | undefined
}

export const createPace = ({ clock, pause, random, atOnce = () => Number.POSITIVE_INFINITY }: Parts): Pace => {
  const requests = createAllowance()
  const tokens = createAllowance()
  let sent = 0
  let inFlight = 0
  let blockedUntil = 0
  /** Times in a row that a provider refused without saying for how long. */
  let refusals = 0
  /** Calls at a time, after refusals without a word; grows again with each answer. */
  let ceiling = Number.POSITIVE_INFINITY
  /** Tokens of a call, as they were on average lately. */
  let usual: number | null = null
  let wake = new AbortController()

  const changed = (): void => {
    wake.abort('changed') // a reason of one's own spares an error with its stack
    wake = new AbortController()
  }

  /** Milliseconds until a call may be sent; 0: now. */
  const delay = (need: number, now: number): number => {
    if (blockedUntil > now) return blockedUntil - now
    if (inFlight >= Math.max(1, Math.floor(ceiling))) return lookMs
    return Math.max(requests.wait(1, now), tokens.wait(need, now))
  }

  const backOff = (now: number): void => {
    const longest = Math.min(longestBackoffMs, firstBackoffMs * 2 ** refusals)
    refusals += 1
    ceiling = Math.max(1, Math.min(ceiling, inFlight + 1) / 2)
    blockedUntil = Math.max(blockedUntil, now + longest * (0.5 + random() / 2))
  }

  return {
    turn: async (wanted, signal, onWait) => {
      for (;;) {
        if (signal.aborted) return { status: 'stopped' }
        if (inFlight >= atOnce()) {
          await pause(lookMs, [signal, wake.signal]) // no limit of a rate: nobody is told
          continue
        }
        const now = clock()
        const ms = delay(usual ?? wanted, now)
        if (ms === 0) {
          requests.sent(1, now)
          tokens.sent(usual ?? wanted, now)
          inFlight += 1
          sent += 1
          return { status: 'go', at: sent, sentAt: now }
        }
        if (ms > dailyMs && Number.isFinite(ms)) return { status: 'daily', until: now + ms }
        if (Number.isFinite(ms)) onWait(now + ms)
        await pause(Math.min(ms, lookMs), [signal, wake.signal])
      }
    },
    heard: ({ at, sentAt }, reply, now) => {
      inFlight -= 1
      for (const allowance of [requests, tokens]) allowance.passed(at, reply.status !== 'limited')
      const limits = 'limits' in reply ? reply.limits : null
      if (limits?.requests) requests.saw(limits.requests, at, sentAt, now)
      if (limits?.tokens) tokens.saw(limits.tokens, at, sentAt, now)
      const used = usedTokens(reply)
      if (used !== null) usual = usual === null ? used : usual + (used - usual) * 0.2
      if (reply.status === 'ok' || reply.status === 'filtered') {
        refusals = 0
        ceiling += 1 / Math.max(1, ceiling)
      }
      if (reply.status === 'limited') {
        if (reply.retryAfterMs === null) backOff(now)
        else blockedUntil = Math.max(blockedUntil, now + reply.retryAfterMs + guardMs)
      }
      changed()
    },
  }
}
