/** What one log adds to the comparison of traffic with a baseline: directions of prompt and answer as whole numbers, and the style of the answer. */
export interface DriftFacts {
  /** Whose vectors these are: those of two embedders are never compared. */
  embedder: string
  /** Null when the embedder does not speak the text. */
  prompt: Int8Array | null
  answer: Int8Array | null
  /** Null when there are no words. */
  style: Int16Array | null
}

/** Vectors added up: their number, their sum by dimension, the sum of their squared lengths. Whole numbers, so parts add up in any order. */
export interface VectorSums {
  n: number
  sum: number[]
  squares: number
}

/** The additive facts of any set of logs; two of disjoint sets add up to that of both. */
export interface DriftSums {
  /** Logs with output, embedded or not. */
  count: number
  prompt: VectorSums
  answer: VectorSums
  /** Style features: sum and sum of squares of each. */
  style: { n: number; sum: number[]; squares: number[] }
}

const emptyVectors = (): VectorSums => ({ n: 0, sum: [], squares: 0 })

export const emptyDrift = (): DriftSums => ({
  count: 0,
  prompt: emptyVectors(),
  answer: emptyVectors(),
  style: { n: 0, sum: [], squares: [] },
})

/** Adds numbers into a list, which is empty before the first. */
const addInto = (into: number[], values: ArrayLike<number>, factor: 1 | -1): void => {
  for (let d = 0; d < values.length; d++) into[d] = (into[d] ?? 0) + factor * (values[d] as number)
}

const addVector = (into: VectorSums, vector: Int8Array | null): void => {
  if (vector === null) return
  addInto(into.sum, vector, 1)
  into.n += 1
  for (let d = 0; d < vector.length; d++) into.squares += (vector[d] as number) ** 2
}

/** Adds one log with output. */
export const addFacts = (into: DriftSums, { prompt, answer, style }: DriftFacts): void => {
  into.count += 1
  addVector(into.prompt, prompt)
  addVector(into.answer, answer)
  if (style === null) return
  into.style.n += 1
  addInto(into.style.sum, style, 1)
  addInto(
    into.style.squares,
    Array.from(style, (value) => value * value),
    1,
  )
}

const addVectors = (into: VectorSums, from: VectorSums, factor: 1 | -1): void => {
  into.n += factor * from.n
  into.squares += factor * from.squares
  addInto(into.sum, from.sum, factor)
}

/** Adds `from` into `into`, or takes it away with factor −1. */
export const addDrift = (into: DriftSums, from: DriftSums, factor: 1 | -1 = 1): DriftSums => {
  into.count += factor * from.count
  addVectors(into.prompt, from.prompt, factor)
  addVectors(into.answer, from.answer, factor)
  into.style.n += factor * from.style.n
  addInto(into.style.sum, from.style.sum, factor)
  addInto(into.style.squares, from.style.squares, factor)
  return into
}
