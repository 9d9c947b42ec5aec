import type { Rate } from '../core/campaign.ts'

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

/** The 97.5 % point of the standard normal distribution. */
const z = 1.959963984540054

/** A rate with its 95 % interval after Wilson (1927). */
export const rateOf = (hits: number, n: number): Rate => {
  if (n === 0) return { value: null, low: null, high: null, n }
  const value = hits / n
  const scale = 1 + z ** 2 / n
  const centre = (value + z ** 2 / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2))
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n }
}
