/**
 * A unit vector as whole numbers: each component × `vectorScale`, rounded. Whole numbers add up exactly and in any order, so sums of vectors
 * can be kept like any other sum. Rounding moves a vector by less than 0.02 of its length; a component beyond ±0.5 does not occur in practice and is cut.
 */
export type Vector = Int8Array

export const vectorScale = 254

/** Scales to unit length and rounds; null for a vector of zeros, which has no direction. */
export const squaredLength = (vector: readonly number[]): number => vector.reduce((total, value) => total + value * value, 0)

export const toVector = (values: ArrayLike<number>): Vector | null => {
  let squares = 0
  for (let d = 0; d < values.length; d++) squares += (values[d] as number) ** 2
  if (squares === 0) return null
  const factor = vectorScale / Math.sqrt(squares)
  const vector = new Int8Array(values.length)
  for (let d = 0; d < values.length; d++) vector[d] = Math.max(-127, Math.min(127, Math.round((values[d] as number) * factor)))
  return vector
}

/** Components that are kept of a vector: sums stay small, and what is quadratic in them quick. */
export const mostDimensions = 256

/**
 * Folds a longer vector by a count sketch (Charikar, Chen and Farach-Colton 2002): each component is added to one of 256, with one of two signs, both
 * by its number alone. Linear, so sums stay sums; distances stay within about √(2/256) of theirs. A vector that fits stays as it is.
 */
export const fold = (values: ArrayLike<number>): ArrayLike<number> => {
  if (values.length <= mostDimensions) return values
  const folded = new Float64Array(mostDimensions)
  for (let d = 0; d < values.length; d++) {
    const mixed = Math.imul(Math.imul(d + 1, 0x9e3779b1) ^ (Math.imul(d + 1, 0x9e3779b1) >>> 15), 0x85ebca6b)
    const at = (mixed >>> 16) % mostDimensions
    folded[at] = (folded[at] as number) + ((mixed & 0x8000) === 0 ? 1 : -1) * (values[d] as number)
  }
  return folded
}
