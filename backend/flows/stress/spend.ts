import type { Amount } from '../../core/campaignStore.ts'
import type { LogEntry, Usage } from '../../core/log.ts'
import type { Measurement } from '../../core/measurement.ts'
import { toNano } from '../../core/money.ts'
import type { ChatMessage } from '../../core/provider.ts'
import { costOf } from '../../measure/cost.ts'
import { countTokens } from '../../measure/count.ts'
import type { Prices } from '../../measure/prices.ts'

/** What a call may bring along beside its texts, a message: roles and fences of the chat template. */
const aroundMessage = 64

const utf8 = new TextEncoder()

const tokensOf = (input: number, output: number) => ({
  input,
  cached: 0,
  cacheWrite: 0,
  output,
  reasoning: 0,
  wasted: 0,
  wastedReasoning: 0,
})

/** What is sold: a seller and one of its models. */
export interface Sold {
  provider: string
  model: string
  free: boolean
  prices: Prices
}

/** Nano-dollars of so many tokens; null when nobody knows the price. Rounded up: a cap is never passed by rounding. */
export const priceOf = ({ provider, model, free, prices }: Sold, input: number, output: number, at: number): number | null => {
  if (free) return 0
  const log = { provider, model, timestamp: at, status: 'ok', usage: null, response: '', costUsd: null } as unknown as LogEntry
  const cost = toNano(costOf(log, tokensOf(input, output), prices).costUsd)
  return cost === null ? null : cost + 1
}

/** The most a call can cost: no tokenizer makes more tokens of a text than it has bytes, and an answer ends at `maxTokens`. */
export const mostOf = (sold: Sold, messages: readonly ChatMessage[], maxTokens: number, at: number): Amount => {
  const input = messages.reduce((sum, { content }) => sum + utf8.encode(content).length + aroundMessage, 0)
  return { nano: priceOf(sold, input, maxTokens, at) ?? 0, tokens: input + maxTokens }
}

/** What a prompt will weigh, about. */
export const promptTokens = (messages: readonly ChatMessage[], model: string): number =>
  messages.reduce((sum, { content }) => sum + countTokens(content, model) + 4, 0)

/** What a call did cost that is not measured as a log is: by the provider's usage, else as counted. */
export const usedBy = (sold: Sold, usage: Usage | null, messages: readonly ChatMessage[], text: string, at: number): Amount => {
  const input = usage?.promptTokens ?? promptTokens(messages, sold.model)
  const output = usage?.completionTokens ?? countTokens(text, sold.model)
  return { nano: priceOf(sold, input, output, at) ?? 0, tokens: input + output }
}

/** What a call did cost. */
export const spentOn = ({ tokens, costUsd }: Measurement): Amount => ({
  nano: toNano(costUsd) ?? 0,
  tokens: tokens.input + tokens.cached + tokens.cacheWrite + tokens.output + tokens.reasoning,
})
