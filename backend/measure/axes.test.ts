import { describe, expect, it } from 'vitest'
import { normal, seeded } from '../core/random.ts'
import { axesOf, type Matrix, product, times } from './axes.ts'

const diagonal = (values: readonly number[]): number[][] => values.map((value, a) => values.map((_, b) => (a === b ? value : 0)))

/** tr WΣ along a direction: its variance when axes damp. */
const dampedVariance = (covariance: Matrix, axes: Matrix, direction: readonly number[]): number => {
  const left = axes.reduce<readonly number[]>((sum, axis) => {
    const along = product(axis, direction)
    return sum.map((value, d) => value - along * (axis[d] as number))
  }, direction)
  return product(left, times(covariance, direction))
}
const unit = (size: number, at: number) => Array.from({ length: size }, (_, d) => (d === at ? 1 : 0))

describe('axes', () => {
  it.each([
    ['the fifth', [2, 90, 1, 60, 30, 40, 3, 50, 1, 2, 1, 1, 2, 3, 1, 1], 30],
    ['the mean where the fifth is below it', [2, 90, 1, 40, 7, 20, 3, 10, 5, 1], 17.9],
  ])('bring the four largest variances down to %s, and leave the others', (_, variances, least) => {
    const covariance = diagonal(variances)
    const axes = axesOf(covariance)
    const left = variances.map((_, d) => dampedVariance(covariance, axes, unit(variances.length, d)))
    for (const [d, value] of left.entries()) expect(value).toBeCloseTo(Math.min(variances[d] as number, least), 1)
  })
  it('find the directions of any vectors', () => {
    const random = seeded(3)
    const size = 30
    const direction = (() => {
      const values = Array.from({ length: size }, () => normal(random))
      const length = Math.sqrt(product(values, values))
      return values.map((value) => value / length)
    })()
    const covariance = diagonal(new Array<number>(size).fill(1)).map((row, a) =>
      row.map((value, b) => value + 50 * (direction[a] as number) * (direction[b] as number)),
    )
    const [first] = axesOf(covariance) as [number[]]
    expect(Math.abs(product(first, direction))).toBeCloseTo(Math.sqrt(1 - 80 / 30 / 51), 3)
  })
  it('take no direction away altogether, though nothing varies along the others', () => {
    const [first, ...others] = axesOf(diagonal([8, 0, 0, 0, 0, 0, 0, 0])) as [number[], ...number[][]]
    expect(product(first, first)).toBeCloseTo(7 / 8, 6)
    expect(others.flat().every((value) => value === 0)).toBe(true)
  })
  it('are none where nothing varies', () => {
    expect(
      axesOf(diagonal([0, 0, 0]))
        .flat()
        .every((value) => value === 0),
    ).toBe(true)
  })
})
