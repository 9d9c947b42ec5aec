import type { Task } from '../../core/campaign.ts'
import type { LogEntry, Usage } from '../../core/log.ts'
import type { MeasuredLog, Measurement, Tokens } from '../../core/measurement.ts'
import type { ChatMessage } from '../../core/provider.ts'
import { ratios } from '../../core/summary.ts'
import { cleanText } from '../../ingest/clean.ts'

/** A call of a run, as it went. */
export interface Call {
  id: string
  runId: string
  at: number
  provider: string
  model: string
  /** Its answers cost nobody a dollar. */
  free: boolean
  task: Task
  messages: readonly ChatMessage[]
  text: string | null
  reasoning: string | null
  usage: Usage | null
  latencyMs: number | null
  finishReason: string | null
  error: { type: string; message: string } | null
}

/** The log of a call, of the source `red_team`. */
export const logOf = (call: Call): LogEntry => ({
  id: call.id,
  timestamp: call.at,
  model: call.model,
  provider: call.provider,
  service: null,
  route: call.task.strategy,
  source: 'red_team',
  prompt: null,
  messages: call.messages.map(({ role, content }) => ({ role, content: cleanText(content) })),
  response: call.text === null ? null : cleanText(call.text),
  reasoning: call.reasoning === null ? null : cleanText(call.reasoning),
  usage: call.usage,
  latencyMs: call.latencyMs,
  timeToFirstTokenMs: null,
  status: call.error === null ? 'ok' : 'error',
  error: call.error === null ? null : { type: call.error.type, message: cleanText(call.error.message) },
  finishReason: call.finishReason,
  costUsd: call.free ? 0 : null,
  sessionId: call.runId,
  userId: null,
  tags: { strategy: call.task.strategy, intensity: String(call.task.intensity) },
  expected: null,
})

const add = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  cacheWrite: a.cacheWrite + b.cacheWrite,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
  wasted: a.wasted + b.wasted,
  wastedReasoning: a.wastedReasoning + b.wastedReasoning,
})

const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

/** What an attempt of several turns measures: the last answer, with tokens, dollars and latency of all turns. Null when nothing was answered. */
export const summed = (logs: readonly MeasuredLog[]): { measurement: Measurement | null; latencyMs: number | null } => {
  const answered = logs.filter(({ log }) => log.status === 'ok')
  const last = answered.at(-1)
  if (last === undefined) return { measurement: null, latencyMs: null }
  const tokens = answered.map(({ measurement }) => measurement.tokens).reduce(add)
  const { useful, cognitiveWaste, tokenEfficiency } = ratios(tokens)
  return {
    latencyMs: total(answered.map(({ log }) => log.latencyMs)),
    measurement: {
      ...last.measurement,
      tokens,
      usefulTokens: useful,
      cognitiveWaste: answered.some(({ measurement }) => measurement.cognitiveWaste !== null) ? cognitiveWaste : null,
      tokenEfficiency: answered.some(({ measurement }) => measurement.tokenEfficiency !== null) ? tokenEfficiency : null,
      costUsd: total(answered.map(({ measurement }) => measurement.costUsd)),
      wastedUsd: total(answered.map(({ measurement }) => measurement.wastedUsd)),
    },
  }
}
