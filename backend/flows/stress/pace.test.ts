import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { answered } from '../../../test/vendor.ts'
import type { ChatReply, RateLimits } from '../../core/provider.ts'
import { createPace, type Pause } from './pace.ts'

/** A clock that only moves when everybody waits. */
const createTime = () => {
  let now = 1_000_000
  let waiting: { at: number; wake: () => void }[] = []
  const pause: Pause = (ms, signals) =>
    new Promise((resolve) => {
      const end = () => {
        waiting = waiting.filter((other) => other !== entry)
        for (const signal of signals) signal.removeEventListener('abort', end)
        resolve()
      }
      const entry = { at: now + ms, wake: end }
      waiting.push(entry)
      setMaxListeners(0, ...signals)
      for (const signal of signals) {
        if (signal.aborted) end()
        signal.addEventListener('abort', end)
      }
    })
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    clock: () => now,
    pause,
    /** Runs until the work is done; the time that passed. */
    run: async (work: Promise<unknown>): Promise<number> => {
      const began = now
      let done = false
      void work.finally(() => {
        done = true
      })
      for (;;) {
        await settle()
        if (done) return now - began
        waiting.sort((a, b) => a.at - b.at)
        const next = waiting.shift()
        if (next === undefined) throw new Error('everybody waits for ever')
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}

type Limiter = (now: number) => { ok: true; limits: RateLimits } | { ok: false; retryAfterMs: number | null }

/** So many requests in each window; all come back at its end. */
const windowOf = (limit: number, windowMs: number): Limiter => {
  let start = Number.NEGATIVE_INFINITY
  let used = 0
  return (now) => {
    if (now - start >= windowMs) {
      start = now
      used = 0
    }
    if (used >= limit) return { ok: false, retryAfterMs: start + windowMs - now }
    used += 1
    return { ok: true, limits: { requests: { limit, remaining: limit - used, resetAt: start + windowMs }, tokens: null } }
  }
}

/** A bucket that fills by one every `everyMs`. */
const bucketOf = (limit: number, everyMs: number): Limiter => {
  let level = limit
  let at = 0
  return (now) => {
    level = Math.min(limit, level + (at === 0 ? 0 : (now - at) / everyMs))
    at = now
    if (level < 1) return { ok: false, retryAfterMs: Math.ceil((1 - level) * everyMs) }
    level -= 1
    return {
      ok: true,
      limits: { requests: { limit, remaining: Math.floor(level), resetAt: now + (limit - level) * everyMs }, tokens: null },
    }
  }
}

/** Headers that tell what was left as the call arrived: the client reads their times a latency late. */
const onArrival =
  (limiter: Limiter, latencyMs: number): Limiter =>
  (now) => {
    const answer = limiter(now)
    const { requests } = answer.ok ? answer.limits : { requests: null }
    return requests === null
      ? answer
      : { ok: true, limits: { requests: { ...requests, resetAt: requests.resetAt + latencyMs }, tokens: null } }
  }

/** Sends `calls` calls of `latencyMs` over `workers`; how long that takes and how often it was refused. */
const send = async (calls: number, workers: number, latencyMs: number, limiter: Limiter, described = true) => {
  const time = createTime()
  const pace = createPace({ ...time, random: () => 0.5 })
  const never = new AbortController().signal
  let left = calls
  let refused = 0
  let waits = 0
  const worker = async () => {
    while (left > 0) {
      left -= 1
      for (;;) {
        const turn = await pace.turn(100, never, () => {
          waits += 1
        })
        if (turn.status !== 'go') throw new Error(turn.status)
        const answer = limiter(time.clock())
        if (answer.ok) await time.pause(latencyMs, [])
        else refused += 1
        const reply: ChatReply = answer.ok
          ? ({ ...answered('x'), limits: described ? answer.limits : null } as ChatReply)
          : { status: 'limited', retryAfterMs: described ? answer.retryAfterMs : null, daily: false, message: '', limits: null }
        pace.heard(turn, reply, time.clock())
        if (answer.ok) break
      }
    }
  }
  const ms = await time.run(Promise.all(Array.from({ length: workers }, worker)))
  return { ms, refused, waits }
}

describe('calls within what the headers leave', () => {
  it('are not held up without limits', async () => {
    const { ms, waits } = await send(120, 4, 50, (now) => windowOf(1_000, 60_000)(now))
    expect(ms).toBe(1_500)
    expect(waits).toBe(0)
  })
  it.each([
    [120, 4, 30, 1_000],
    [120, 16, 30, 1_000],
    [120, 4, 10, 500],
    [100, 8, 30, 2_000],
  ])('%d calls, %d at a time, %d in a window of %d ms take what the windows take', async (calls, workers, limit, windowMs) => {
    const ideal = (Math.ceil(calls / limit) - 1) * windowMs
    for (const latencyMs of [2, 20, 100])
      for (const limiter of [windowOf(limit, windowMs), onArrival(windowOf(limit, windowMs), latencyMs)]) {
        const { ms, refused, waits } = await send(calls, workers, latencyMs, limiter)
        expect(refused).toBeLessThanOrEqual(1) // the one call that tries what the times of headers are counted from
        expect(waits).toBeGreaterThan(0)
        expect(ms).toBeGreaterThanOrEqual(ideal)
        expect(ms).toBeLessThanOrEqual(ideal * 1.05 + (limit / workers + 2) * latencyMs)
      }
  })
  it.each([
    [120, 4, 30, 100],
    [100, 4, 30, 100],
    [100, 16, 30, 50],
  ])(
    '%d calls, %d at a time, from a bucket of %d that gets one every %d ms, go as fast as it fills',
    async (calls, workers, limit, everyMs) => {
      const { ms, refused } = await send(calls, workers, 20, bucketOf(limit, everyMs))
      const ideal = (calls - limit) * everyMs
      expect(refused).toBeLessThanOrEqual(3)
      expect(ms).toBeLessThanOrEqual(ideal * 1.05 + 40)
    },
  )
  it('back off and come again where nobody says how long', async () => {
    const { ms, refused } = await send(40, 8, 20, windowOf(10, 2_000), false)
    expect(ms).toBeLessThan(6_000 * 3)
    expect(refused).toBeLessThan(40)
  })
  it('do not line up before a model that works on one at a time, and that is no wait for a limit', async () => {
    const time = createTime()
    const pace = createPace({ clock: time.clock, pause: time.pause, random: () => 0.5, atOnce: () => 1 })
    const never = new AbortController().signal
    let [running, most, told] = [0, 0, 0]
    const call = async () => {
      const turn = await pace.turn(10, never, () => {
        told += 1
      })
      if (turn.status !== 'go') throw new Error(turn.status)
      most = Math.max(most, ++running)
      await time.pause(300, [])
      running -= 1
      pace.heard(turn, answered('yes'), time.clock())
    }
    expect(await time.run(Promise.all([call(), call(), call(), call()]))).toBe(4 * 300)
    expect([most, told]).toEqual([1, 0])
  })
})
