import { calcPrice, findProvider } from '@pydantic/genai-prices'
import type { LogEntry } from '../core/log.ts'
import type { Tokens } from '../core/measurement.ts'
import { toNano, toUsd } from '../core/money.ts'
import { ownRates, type Prices } from './prices.ts'

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

type Usage = { input_tokens: number; cache_read_tokens: number; cache_write_tokens: number; output_tokens: number }

const ask = (seller: ReturnType<typeof providerOf>, usage: Usage, timestamp: number) => {
  const { model, ...provider } = seller
  return calcPrice(usage, model, { ...provider, timestamp: new Date(timestamp) })
}

/** Dollars per token, for models whose price does not change with the hour or the size of the call. */
export interface Rates {
  input: number
  cached: number
  cacheWrite: number
  output: number
}
type Known = { seller: ReturnType<typeof providerOf>; rates: Rates | null; unpriced: boolean }

const known = new Map<string, Known>()
/** Names come from outside: beyond this many the memory starts anew. */
const mostKnown = 2000
const million = 1e6

const lookUp = (log: LogEntry): Known => {
  const name = `${log.provider ?? ''}\n${log.model}`
  const found = known.get(name)
  if (found !== undefined) return found
  const seller = providerOf(log)
  const none = { input_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, output_tokens: 0 }
  const price = ask(seller, none, log.timestamp)
  const flat =
    price !== null && !Array.isArray(price.model.prices) && Object.values(price.model.prices).every((rate) => typeof rate === 'number')
  const rate = (usage: Partial<Usage>) => (ask(seller, { ...none, ...usage }, log.timestamp)?.total_price ?? 0) / million
  const rates = flat
    ? {
        input: rate({ input_tokens: million }),
        cached: rate({ input_tokens: million, cache_read_tokens: million }),
        cacheWrite: rate({ input_tokens: million, cache_write_tokens: million }),
        output: rate({ output_tokens: million }),
      }
    : null
  if (known.size >= mostKnown) known.clear()
  const fresh = { seller, rates, unpriced: price === null }
  known.set(name, fresh)
  return fresh
}

const atRates = (rates: Rates, t: Tokens): Price => {
  const output = (t.output + t.reasoning) * rates.output
  return { total: t.input * rates.input + t.cached * rates.cached + t.cacheWrite * rates.cacheWrite + output, output }
}

const priceOf = (log: LogEntry, t: Tokens, prices: Prices): Price | null => {
  const own = ownRates(prices, log)
  if (own !== null) return atRates(own, t)
  const { seller, rates, unpriced } = lookUp(log)
  if (unpriced) return null
  if (rates !== null) return atRates(rates, t)
  const usage = {
    input_tokens: t.input + t.cached + t.cacheWrite,
    cache_read_tokens: t.cached,
    cache_write_tokens: t.cacheWrite,
    output_tokens: t.output + t.reasoning,
  }
  const price = ask(seller, usage, log.timestamp)
  return price && { total: price.total_price, output: price.output_price }
}

interface Cost {
  costUsd: number | null
  wastedUsd: number | null
}

const rounded = (usd: number | null): number | null => toUsd(toNano(usd))

const exactCost = (log: LogEntry, tokens: Tokens, prices: Prices): Cost => {
  const billed = log.status === 'ok' || log.usage !== null || log.response !== null
  const price = billed ? priceOf(log, tokens, prices) : null
  const costUsd = log.costUsd ?? price?.total ?? null
  const wasted = tokens.wasted + tokens.wastedReasoning
  if (costUsd === null || wasted === 0) return { costUsd, wastedUsd: costUsd === null ? null : 0 }
  if (price === null) return { costUsd, wastedUsd: costUsd === 0 ? 0 : null }
  return { costUsd, wastedUsd: Math.min(costUsd, (price.output * wasted) / (tokens.output + tokens.reasoning)) }
}

/** One and the same for all who have none: what is made of prices is remembered by the object. */
const noPrices: Prices = {}

/**
 * What a log cost and what of it was wasted, US dollars; null where it cannot be known, never 0 for that.
 * A `costUsd` of the sender wins, then the user's own prices, then the library's. A failed call without a reported usage was not billed as far as anybody knows. Wasted dollars are wasted tokens at the output price, never more than the cost.
 * Rounded to nano-dollars, as they are kept in heads and sums.
 */
export const costOf = (log: LogEntry, tokens: Tokens, prices: Prices = noPrices): Cost => {
  const { costUsd, wastedUsd } = exactCost(log, tokens, prices)
  return { costUsd: rounded(costUsd), wastedUsd: rounded(wastedUsd) }
}
