import type { ServerResponse } from 'node:http'
import { type Answerer, type ChatCall, completion, fault, sendJson } from './chatServer.ts'

/** Groq's limits, scaled down: so many requests in each window, told in its headers; more is 429 with `retry-after`. */
export const groqLimits = ({ limit, windowMs, latencyMs }: { limit: number; windowMs: number; latencyMs: number }) => {
  let start = 0
  let used = 0
  let refused = 0
  let answered = 0
  let spentTokens = { input: 0, output: 0 }
  const headers = (now: number): Record<string, string> => ({
    'x-ratelimit-limit-requests': String(limit),
    'x-ratelimit-remaining-requests': String(Math.max(0, limit - used)),
    'x-ratelimit-reset-requests': `${Math.max(0, start + windowMs - now)}ms`,
    'x-ratelimit-limit-tokens': '1000000',
    'x-ratelimit-remaining-tokens': '990000',
    'x-ratelimit-reset-tokens': '600ms',
  })
  const answer: Answerer = async ({ body }: ChatCall, response: ServerResponse) => {
    const now = Date.now()
    if (now - start >= windowMs) {
      start = now
      used = 0
    }
    if (used >= limit) {
      refused += 1
      const wait = start + windowMs - now
      return sendJson(response, 429, fault('Rate limit reached for model on requests per minute (RPM)', 'rate_limit_exceeded'), {
        ...headers(now),
        'retry-after': String(wait / 1000),
      })
    }
    used += 1
    const sent = headers(now)
    await new Promise((done) => setTimeout(done, latencyMs))
    const usage = { prompt_tokens: 200, completion_tokens: Math.min(100, body.max_tokens ?? 100) }
    answered += 1
    spentTokens = { input: spentTokens.input + usage.prompt_tokens, output: spentTokens.output + usage.completion_tokens }
    sendJson(response, 200, completion({ text: 'I cannot help with that.', usage }), sent)
  }
  return { answer, seen: () => ({ refused, answered, ...spentTokens }) }
}
