import type { Rate } from '../core/campaign.ts'
import { wilson } from '../core/interval.ts'

/** Null of nothing. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** By linear interpolation between the ordered values; null of nothing. */
export const quantile = (values: readonly number[], share: number): number | null => {
  if (values.length === 0) return null
  const ordered = [...values].sort((a, b) => a - b)
  const place = share * (ordered.length - 1)
  const below = ordered[Math.floor(place)] as number
  const over = ordered[Math.ceil(place)] as number
  return below + (over - below) * (place - Math.floor(place))
}

/** A rate with its 95 % interval after Wilson (1927). */
export const rateOf = (hits: number, n: number): Rate =>
  n === 0 ? { value: null, low: null, high: null, n } : { value: hits / n, ...wilson(hits / n, n), n }
