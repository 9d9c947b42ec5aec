import type { Allowance, RateLimits } from '../core/provider.ts'

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** A wait longer than this is a quota of the day, not of the minute. */
const dailyMs = 5 * 60_000

/** Longer than any quota lasts: what is beyond is no time that can be waited for. */
const longestMs = 31 * 86_400_000

/** Milliseconds that can be stored and waited for. */
const whole = (ms: number): number => Math.ceil(Math.min(ms, longestMs))

/** A length of time as in the headers, `2m59.56s`, `120ms`, or bare seconds → whole milliseconds, a month at most; null when it is none. */
export const durationOf = (text: string | null): number | null => {
  if (text === null || text.trim() === '') return null
  const bare = Number(text)
  if (Number.isFinite(bare)) return bare >= 0 ? whole(bare * 1_000) : null
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text.trim())) return null
  return whole(
    [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0),
  )
}

const countOf = (text: string | null): number | null => {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? Math.max(0, value) : null
}

const allowanceOf = (headers: Headers, of: string, now: number): Allowance | null => {
  const remaining = countOf(headers.get(`x-ratelimit-remaining-${of}`))
  const reset = durationOf(headers.get(`x-ratelimit-reset-${of}`))
  if (remaining === null || reset === null) return null
  return { limit: countOf(headers.get(`x-ratelimit-limit-${of}`)), remaining, resetAt: now + reset }
}

/** What the `x-ratelimit-*` headers of OpenAI and Groq say; null when they say nothing. */
export const limitsOf = (headers: Headers, now: number): RateLimits | null => {
  const requests = allowanceOf(headers, 'requests', now)
  const tokens = allowanceOf(headers, 'tokens', now)
  return requests === null && tokens === null ? null : { requests, tokens }
}

/** How long to wait before another try, by `retry-after` (seconds or a date, RFC 9110) or its sister in milliseconds; null when neither is there. */
export const retryAfterOf = (headers: Headers, now: number): number | null => {
  const milliseconds = countOf(headers.get('retry-after-ms'))
  if (milliseconds !== null) return whole(milliseconds)
  const given = headers.get('retry-after')
  if (given === null) return null
  const duration = durationOf(given)
  if (duration !== null) return duration
  const date = Date.parse(given)
  return Number.isNaN(date) ? null : whole(Math.max(0, date - now))
}

/** Groq says in words how long: "Please try again in 7m12.5s". */
export const waitInWords = (message: string): number | null =>
  durationOf(/try again in ((?:\d+(?:\.\d+)?(?:ms|[smhd]))+)/i.exec(message)?.[1] ?? null)

/** Whether a refusal for too much traffic is a quota of the day (or a bill), by its words or by how long it lasts. */
export const isDaily = (message: string, code: string | null, retryAfterMs: number | null): boolean =>
  code === 'insufficient_quota' || /\bper day\b|\b[TR]PD\b|\bdaily\b/i.test(message) || (retryAfterMs ?? 0) > dailyMs
