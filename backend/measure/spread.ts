import type { DriftFacts, Spread, VectorSpread } from '../core/drift.ts'
import { axesOf, type Matrix, product, times } from './axes.ts'
import { axisScale, leastDeviation } from './drift.ts'
import { vectorScale } from './embed/vector.ts'

type Rows = readonly ArrayLike<number>[]

/** Covariances of some rows, unbiased, as the rows of a square matrix. O(rows × dimensions²). */
const covariances = (rows: Rows): Matrix => {
  const size = rows[0]?.length ?? 0
  const mean = Array.from({ length: size }, (_, d) => rows.reduce((sum, row) => sum + (row[d] as number), 0) / rows.length)
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (const row of rows) {
    const centred = mean.map((value, d) => (row[d] as number) - value)
    for (let a = 0; a < size; a++) {
      const own = matrix[a] as number[]
      const value = centred[a] as number
      for (let b = 0; b <= a; b++) own[b] = (own[b] as number) + value * (centred[b] as number)
    }
  }
  return matrix.map((_, a) => matrix.map((_, b) => ((matrix[Math.max(a, b)] as number[])[Math.min(a, b)] as number) / (rows.length - 1)))
}

const traceOf = (matrix: Matrix): number => matrix.reduce((sum, row, d) => sum + (row[d] as number), 0)
const squaresOf = (matrix: Matrix): number => matrix.reduce((sum, row) => sum + product(row, row), 0)

/** tr Σ² from the trace and the squares of a matrix estimated from n rows, without the part that few rows add (Bai and Saranadasa 1996). */
const traceOfSquare = (trace: number, squares: number, n: number): number =>
  Math.max(squares / n, ((n - 1) ** 2 / ((n - 2) * (n + 1))) * (squares - trace ** 2 / (n - 1)))

/** What damping by axes that other rows gave leaves of n rows with these covariances: the share of their variance, and tr (WΣ)². */
const damped = (axes: Matrix, matrix: Matrix, n: number): { share: number; squared: number } => {
  const images = axes.map((axis) => times(matrix, axis))
  const whole = traceOf(matrix)
  const trace = whole - axes.reduce((sum, axis, j) => sum + product(axis, images[j] as number[]), 0)
  const crossed = axes.reduce((sum, axis) => sum + images.reduce((total, image) => total + product(axis, image) ** 2, 0), 0)
  const squares = squaresOf(matrix) - 2 * squaresOf(images) + crossed
  return { share: whole > 0 ? trace / whole : 1, squared: traceOfSquare(trace, squares, n) }
}

/** Vectors fewer than which have no axes of their own. */
const fewestOfAxes = 100

/**
 * Axes are where these very vectors happen to vary most, so what they leave is asked of others: axes of one half are held against the other
 * half. Every second one, so that both halves are of the same days. O(vectors × dimensions²).
 */
const vectorSpread = (vectors: readonly (Int8Array | null)[]): VectorSpread => {
  const rows = vectors.filter((vector) => vector !== null).map((vector) => Array.from(vector, (value) => value / vectorScale))
  if (rows.length < 3) return { squared: 1, axes: [], share: 1 }
  if (rows.length < fewestOfAxes) return { ...damped([], covariances(rows), rows.length), axes: [] }
  const [even, odd] = [rows.filter((_, at) => at % 2 === 0), rows.filter((_, at) => at % 2 === 1)]
  const [ofEven, ofOdd] = [covariances(even), covariances(odd)]
  const [one, other] = [damped(axesOf(ofEven), ofOdd, odd.length), damped(axesOf(ofOdd), ofEven, even.length)]
  return {
    squared: (one.squared + other.squared) / 2,
    axes: axesOf(covariances(rows)).map((axis) => axis.map((value) => Math.round(value * axisScale))),
    share: (one.share + other.share) / 2,
  }
}

const styleSpread = (styles: readonly (Int16Array | null)[]): number => {
  const rows = styles.filter((style) => style !== null)
  if (rows.length < 3) return 64
  const matrix = covariances(rows)
  const deviation = matrix.map((row, d) => Math.sqrt(Math.max(row[d] as number, leastDeviation ** 2)))
  const correlations = matrix.map((row, a) => row.map((value, b) => value / ((deviation[a] as number) * (deviation[b] as number))))
  return traceOfSquare(traceOf(correlations), squaresOf(correlations), rows.length)
}

/** What the sums of a baseline cannot tell: computed once, from the facts of its logs. */
export const spreadOf = (facts: readonly DriftFacts[]): Spread => ({
  prompt: vectorSpread(facts.map(({ prompt }) => prompt)),
  answer: vectorSpread(facts.map(({ answer }) => answer)),
  style: styleSpread(facts.map(({ style }) => style)),
})
