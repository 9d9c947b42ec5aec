import { calcPrice, findProvider } from '@pydantic/genai-prices'
import type { LogEntry } from '../core/log.ts'
import type { Tokens } from '../core/measurement.ts'

interface Price {
  total: number
  /** Dollars of output and reasoning together. */
  output: number
}

/** Which of the library's providers sells this model: the sender's, if the library knows it; otherwise the model's own name tells. */
const providerOf = (log: Pick<LogEntry, 'model' | 'provider'>): { providerId: string; model: string } | { model: string } => {
  if (log.provider !== null) {
    const named = findProvider({ providerId: log.provider.toLowerCase() })
    if (named) return { providerId: named.id, model: log.model }
  }
  const [vendor = '', ...rest] = log.model.split('/')
  const named = rest.length > 0 ? findProvider({ providerId: vendor.toLowerCase() }) : undefined
  return named ? { providerId: named.id, model: rest.join('/') } : { model: log.model }
}

const priceOf = (log: LogEntry, t: Tokens): Price | null => {
  const usage = {
    input_tokens: t.input + t.cached + t.cacheWrite,
    cache_read_tokens: t.cached,
    cache_write_tokens: t.cacheWrite,
    output_tokens: t.output + t.reasoning,
  }
  const { model, ...provider } = providerOf(log)
  const price = calcPrice(usage, model, { ...provider, timestamp: new Date(log.timestamp) })
  return price && { total: price.total_price, output: price.output_price }
}

/**
 * What a log cost and what of it was wasted, US dollars; null where it cannot be known, never 0 for that.
 * A `costUsd` of the sender wins. Wasted dollars are wasted tokens at the output price, never more than the cost.
 */
export const costOf = (log: LogEntry, tokens: Tokens): { costUsd: number | null; wastedUsd: number | null } => {
  const price = priceOf(log, tokens)
  const costUsd = log.costUsd ?? price?.total ?? null
  const wasted = tokens.wasted + tokens.wastedReasoning
  if (costUsd === null || wasted === 0) return { costUsd, wastedUsd: costUsd === null ? null : 0 }
  if (price === null) return { costUsd, wastedUsd: null }
  return { costUsd, wastedUsd: Math.min(costUsd, (price.output * wasted) / (tokens.output + tokens.reasoning)) }
}
