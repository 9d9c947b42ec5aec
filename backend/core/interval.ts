/** The 97.5 % point of the standard normal distribution. */
const z = 1.959963984540054

export interface Interval {
  low: number
  high: number
}

/**
 * The 95 % interval after Wilson (1927) of a share of `n`. For the mean of `n` values within 0..1 it is the widest there can be, since no such values
 * spread more than ones that are all or nothing.
 */
export const wilson = (share: number, n: number): Interval => {
  if (n <= 0) return { low: 0, high: 1 }
  const weight = 1 + (z * z) / n
  const centre = (share + (z * z) / (2 * n)) / weight
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  // At the ends both are the same by the formula, and 1e-17 apart by its rounding.
  return { low: share <= 0 ? 0 : Math.max(0, centre - half), high: share >= 1 ? 1 : Math.min(1, centre + half) }
}
