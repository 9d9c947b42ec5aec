/** A share with its 95 % interval. */
export interface Share {
  value: number
  low: number
  high: number
  n: number
}

const z = 1.96

/** Wilson's interval of a share. */
export const wilson = (hits: number, n: number): Share => {
  if (n === 0) return { value: 0, low: 0, high: 1, n }
  const value = hits / n
  const middle = value + z ** 2 / (2 * n)
  const half = z * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n * n))
  const whole = 1 + z ** 2 / n
  return { value, low: (middle - half) / whole, high: (middle + half) / whole, n }
}

/** The interval and n in words. */
export const counted = ({ low, high, n }: Share, unit: '%' | ''): string => {
  const shown = (value: number) => (unit === '%' ? (100 * value).toFixed(1) : value.toFixed(3))
  return `${shown(low)}–${shown(high)}${unit && ' %'}, n ${n}`
}
