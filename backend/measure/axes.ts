export type Matrix = readonly (readonly number[])[]

/** Directions that are damped. More would say little more, and be less certain. */
const damped = 4
const rounds = 30

export const product = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += (a[d] as number) * (b[d] as number)
  return sum
}

export const times = (matrix: Matrix, vector: readonly number[]): number[] => matrix.map((row) => product(row, vector))

/** Below this share of a vector what is left of it is rounding. */
const rounding = 1e-6

/** Of length 1, without what it has of others; zeros where it has nothing else. */
const apart = (vector: readonly number[], others: Matrix): number[] => {
  const own = others.reduce<readonly number[]>((left, other) => {
    const along = product(left, other)
    return left.map((value, d) => value - along * (other[d] as number))
  }, vector)
  const length = Math.sqrt(product(own, own))
  return own.map((value) => (length > rounding * Math.sqrt(product(vector, vector)) ? value / length : 0))
}

/** The directions of the largest variance, the largest first, by orthogonal iteration. O(count × dimensions²). */
const principal = (covariance: Matrix, count: number): number[][] => {
  const size = covariance.length
  let found: number[][] = Array.from({ length: count }, (_, j) =>
    Array.from({ length: size }, (_, d) => Math.cos((j + 1) * (d + 0.5) * (Math.PI / size))),
  )
  for (let round = 0; round < rounds; round++) {
    const next: number[][] = []
    for (const vector of found) next.push(apart(times(covariance, vector), next))
    found = next
  }
  return found
}

/**
 * What to take away so that the few directions in which vectors vary most count no more than the next one: along these chance moves a mean most.
 * Each is √(1 − λ′/λ) long: |x|² less the squares of x along them is the damped squared length. λ′ is at least the mean variance, so that answers
 * of two kinds without anything between them are still seen to change their shares.
 */
export const axesOf = (covariance: Matrix): number[][] => {
  const directions = principal(covariance, Math.min(damped + 1, covariance.length))
  const variances = directions.map((direction) => product(direction, times(covariance, direction)))
  const mean = covariance.reduce((sum, row, d) => sum + (row[d] as number), 0) / covariance.length
  const least = Math.max(variances.at(-1) ?? 0, mean)
  return directions.slice(0, -1).map((direction, j) => {
    const length = Math.sqrt(Math.max(0, 1 - least / Math.max(variances[j] as number, Number.MIN_VALUE)))
    return direction.map((value) => value * length)
  })
}
