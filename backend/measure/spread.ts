import type { DriftFacts, Spread } from '../core/drift.ts'
import { leastDeviation } from './drift.ts'
import { vectorScale } from './embed/vector.ts'

/** Covariances of some rows, unbiased, as the rows of a square matrix. O(rows × dimensions²). */
const covariances = (rows: readonly ArrayLike<number>[]): number[][] => {
  const size = rows[0]?.length ?? 0
  const mean = Array.from({ length: size }, (_, d) => rows.reduce((sum, row) => sum + (row[d] as number), 0) / rows.length)
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (const row of rows) {
    const centred = mean.map((value, d) => (row[d] as number) - value)
    for (let a = 0; a < size; a++) {
      const own = matrix[a] as number[]
      const value = centred[a] as number
      for (let b = 0; b < size; b++) own[b] = (own[b] as number) + value * (centred[b] as number)
    }
  }
  return matrix.map((row) => row.map((value) => value / (rows.length - 1)))
}

/** tr Σ² of a matrix estimated from n rows, without the part that few rows add (Bai and Saranadasa 1996). */
const traceOfSquare = (matrix: readonly (readonly number[])[], n: number): number => {
  const squares = matrix.reduce((sum, row) => sum + row.reduce((total, value) => total + value * value, 0), 0)
  const trace = matrix.reduce((sum, row, d) => sum + (row[d] as number), 0)
  return Math.max(squares / n, ((n - 1) ** 2 / ((n - 2) * (n + 1))) * (squares - trace ** 2 / (n - 1)))
}

const vectorSpread = (vectors: readonly (Int8Array | null)[]): number => {
  const rows = vectors.filter((vector) => vector !== null).map((vector) => Array.from(vector, (value) => value / vectorScale))
  return rows.length < 3 ? 1 : traceOfSquare(covariances(rows), rows.length)
}

const styleSpread = (styles: readonly (Int16Array | null)[]): number => {
  const rows = styles.filter((style) => style !== null)
  if (rows.length < 3) return 64
  const matrix = covariances(rows)
  const deviation = matrix.map((row, d) => Math.sqrt(Math.max(row[d] as number, leastDeviation ** 2)))
  const correlations = matrix.map((row, a) => row.map((value, b) => value / ((deviation[a] as number) * (deviation[b] as number))))
  return traceOfSquare(correlations, rows.length)
}

/** What the sums of a baseline cannot tell: computed once, from the facts of its logs. */
export const spreadOf = (facts: readonly DriftFacts[]): Spread => ({
  prompt: vectorSpread(facts.map(({ prompt }) => prompt)),
  answer: vectorSpread(facts.map(({ answer }) => answer)),
  style: styleSpread(facts.map(({ style }) => style)),
})
