import type { MeasuredLog } from '../core/measurement.ts'

export type Cell = string | number | boolean | null | undefined

/** A cell after RFC 4180; a text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV injection). */
const cell = (value: Cell): string => {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** One line, ended. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

const columns: Record<string, (entry: MeasuredLog) => Cell> = {
  id: ({ log }) => log.id,
  timestamp: ({ log }) => new Date(log.timestamp).toISOString(),
  model: ({ log }) => log.model,
  provider: ({ log }) => log.provider,
  service: ({ log }) => log.service,
  route: ({ log }) => log.route,
  source: ({ log }) => log.source,
  status: ({ log }) => log.status,
  prompt: ({ log }) => log.prompt,
  messages: ({ log }) => log.messages && JSON.stringify(log.messages),
  response: ({ log }) => log.response,
  reasoning: ({ log }) => log.reasoning,
  expected: ({ log }) => log.expected,
  latencyMs: ({ log }) => log.latencyMs,
  timeToFirstTokenMs: ({ log }) => log.timeToFirstTokenMs,
  finishReason: ({ log }) => log.finishReason,
  'error.type': ({ log }) => log.error?.type,
  'error.message': ({ log }) => log.error?.message,
  sessionId: ({ log }) => log.sessionId,
  userId: ({ log }) => log.userId,
  tags: ({ log }) => (Object.keys(log.tags).length > 0 ? JSON.stringify(log.tags) : null),
  'usage.promptTokens': ({ log }) => log.usage?.promptTokens,
  'usage.completionTokens': ({ log }) => log.usage?.completionTokens,
  'usage.totalTokens': ({ log }) => log.usage?.totalTokens,
  'usage.cachedTokens': ({ log }) => log.usage?.cachedTokens,
  'usage.cacheWriteTokens': ({ log }) => log.usage?.cacheWriteTokens,
  'usage.reasoningTokens': ({ log }) => log.usage?.reasoningTokens,
  'tokens.input': ({ measurement }) => measurement.tokens.input,
  'tokens.cached': ({ measurement }) => measurement.tokens.cached,
  'tokens.cacheWrite': ({ measurement }) => measurement.tokens.cacheWrite,
  'tokens.output': ({ measurement }) => measurement.tokens.output,
  'tokens.reasoning': ({ measurement }) => measurement.tokens.reasoning,
  'tokens.wasted': ({ measurement }) => measurement.tokens.wasted,
  'tokens.wastedReasoning': ({ measurement }) => measurement.tokens.wastedReasoning,
  tokenSource: ({ measurement }) => measurement.tokenSource,
  usefulTokens: ({ measurement }) => measurement.usefulTokens,
  cognitiveWaste: ({ measurement }) => measurement.cognitiveWaste,
  tokenEfficiency: ({ measurement }) => measurement.tokenEfficiency,
  lengthVsExpected: ({ measurement }) => measurement.lengthVsExpected,
  loop: ({ measurement }) => measurement.loop,
  refusal: ({ measurement }) => measurement.refusal,
  costUsd: ({ measurement }) => measurement.costUsd,
  wastedUsd: ({ measurement }) => measurement.wastedUsd,
  flags: ({ measurement }) => measurement.flags.join(' '),
  waste: ({ measurement }) => (measurement.waste.length > 0 ? JSON.stringify(measurement.waste) : null),
}

export const csvHeader = csvLine(Object.keys(columns))

export const csvRow = (entry: MeasuredLog): string => csvLine(Object.values(columns).map((column) => column(entry)))
