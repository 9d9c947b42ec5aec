import type { LogEntry, Usage } from '../backend/core/log.ts'

/** A usage with nothing reported but what is given. For tests and benches. */
export const usageOf = (usage: Partial<Usage>): Usage => ({
  promptTokens: null,
  completionTokens: null,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  totalTokens: null,
  accounting: 'unknown',
  ...usage,
})

/** A plain log with what is given. For tests and benches. */
export const logWith = (log: Partial<LogEntry>): LogEntry => ({
  id: 'a-log',
  timestamp: Date.UTC(2026, 0, 1),
  model: 'gpt-4o-mini',
  provider: 'openai',
  service: null,
  route: null,
  source: 'production',
  prompt: 'Tell me.',
  messages: null,
  response: null,
  reasoning: null,
  usage: null,
  latencyMs: 800,
  timeToFirstTokenMs: null,
  status: 'ok',
  error: null,
  finishReason: 'stop',
  costUsd: null,
  sessionId: null,
  userId: null,
  tags: {},
  expected: null,
  ...log,
})
