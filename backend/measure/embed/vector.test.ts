import { describe, expect, it } from 'vitest'
import { normal, seeded } from '../../core/random.ts'
import { fold, mostDimensions, toVector } from './vector.ts'

const random = seeded(1)
/** Of one topic: they share half of their length. */
const topic = (dimensions: number) => {
  const shared = Array.from({ length: dimensions }, () => normal(random))
  return () => shared.map((value) => value + normal(random))
}
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, d) => sum + value * (b[d] as number), 0)
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))

describe('folding a long vector', () => {
  it.each([384, 1536, 3072])('of %i components keeps what is alike alike', (dimensions) => {
    const [one, other] = [topic(dimensions), topic(dimensions)]
    for (let n = 0; n < 20; n++) {
      const [a, b, c] = [one(), one(), other()]
      expect(fold(a)).toHaveLength(mostDimensions)
      expect(Math.abs(cosine(fold(a), fold(b)) - cosine(a, b))).toBeLessThan(0.2)
      expect(Math.abs(cosine(fold(a), fold(c)) - cosine(a, c))).toBeLessThan(0.3)
    }
  })
  it('of sums is the sum of what is folded', () => {
    const [a, b] = [topic(700)(), topic(700)()]
    const sum = a.map((value, d) => value + (b[d] as number))
    const added = Array.from(fold(a), (value, d) => value + (fold(b)[d] as number))
    for (const [d, value] of Array.from(fold(sum)).entries()) expect(value).toBeCloseTo(added[d] as number, 9)
  })
  it('leaves one that fits as it is, and a quantised one quantised', () => {
    const vector = topic(mostDimensions)()
    expect(fold(vector)).toBe(vector)
    const whole = toVector(vector)
    expect(toVector(Float32Array.from(whole ?? []))).toEqual(whole)
  })
})
