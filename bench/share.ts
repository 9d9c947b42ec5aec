import { wilson } from '../backend/core/interval.ts'

/** A share with its 95 % interval. */
export interface Share {
  value: number
  low: number
  high: number
  n: number
}

/** Hits among n with Wilson's interval. */
export const shareOf = (hits: number, n: number): Share => {
  const value = n === 0 ? 0 : hits / n
  return { value, ...wilson(value, n), n }
}

/** The interval and n in words. */
export const counted = ({ low, high, n }: Share, unit: '%' | ''): string => {
  const shown = (value: number) => (unit === '%' ? (100 * value).toFixed(1) : value.toFixed(3))
  return `${shown(low)}–${shown(high)}${unit && ' %'}, n ${n}`
}
