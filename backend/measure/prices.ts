import type { LogEntry } from '../core/log.ts'
import type { Rates } from './cost.ts'

/** The user's own price of a model, US dollars for a million tokens. */
export interface Price {
  input: number
  output: number
  /** As input when left out. */
  cached?: number | undefined
  /** As input when left out. */
  cacheWrite?: number | undefined
}

/** Own prices by `model` or, for one seller alone, `provider/model`; capitals do not matter. */
export type Prices = Readonly<Record<string, Price>>

const million = 1e6

const readied = new WeakMap<Prices, ReadonlyMap<string, Rates>>()

const ready = (prices: Prices): ReadonlyMap<string, Rates> => {
  const known = readied.get(prices)
  if (known !== undefined) return known
  const rates = new Map(
    Object.entries(prices).map(([name, { input, output, cached = input, cacheWrite = input }]): [string, Rates] => [
      name.toLowerCase(),
      { input: input / million, cached: cached / million, cacheWrite: cacheWrite / million, output: output / million },
    ]),
  )
  readied.set(prices, rates)
  return rates
}

/** What the user says a model costs, dollars per token; null when nothing is said of it. */
export const ownRates = (prices: Prices, { model, provider }: Pick<LogEntry, 'model' | 'provider'>): Rates | null => {
  const rates = ready(prices)
  if (rates.size === 0) return null
  const name = model.toLowerCase()
  return rates.get(`${provider?.toLowerCase()}/${name}`) ?? rates.get(name) ?? null
}
