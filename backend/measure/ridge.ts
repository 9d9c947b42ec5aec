/** A linear model of few features with a penalty (ridge), whose features are clipped to the range it was fitted on. Plain JSON. */
export interface Ridge {
  intercept: number
  weights: number[]
  /** 5th and 95th percentile of each feature: beyond them nothing was learned. */
  low: number[]
  high: number[]
  mean: number[]
  scale: number[]
}

/** Rows of weight zero that the penalty is worth. */
const penalty = 10

/** Solves a symmetric, positive definite system by elimination; changes both arguments. */
const solve = (a: number[][], b: number[]): number[] => {
  const size = b.length
  for (let i = 0; i < size; i++) {
    const row = a[i] as number[]
    for (let j = i + 1; j < size; j++) {
      const other = a[j] as number[]
      const factor = (other[i] as number) / (row[i] as number)
      for (let k = i; k < size; k++) other[k] = (other[k] as number) - factor * (row[k] as number)
      b[j] = (b[j] as number) - factor * (b[i] as number)
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = a[i] as number[]
    for (let k = i + 1; k < size; k++) b[i] = (b[i] as number) - (row[k] as number) * (b[k] as number)
    b[i] = (b[i] as number) / (row[i] as number)
  }
  return b
}

/** The features of a row within the fitted range, in units of their spread. */
const clipped = ({ low, high, mean, scale }: Omit<Ridge, 'weights' | 'intercept'>, row: readonly number[]): number[] =>
  row.map((value, i) => (Math.min(Math.max(value, low[i] as number), high[i] as number) - (mean[i] as number)) / (scale[i] as number))

export const predict = (model: Ridge, row: readonly number[]): number =>
  clipped(model, row).reduce((sum, value, i) => sum + value * (model.weights[i] as number), model.intercept)

const rangeOf = (rows: readonly (readonly number[])[], feature: number) => {
  const values = rows.map((row) => row[feature] as number).toSorted((a, b) => a - b)
  const at = (q: number) => values[Math.min(values.length - 1, Math.floor(q * values.length))] as number
  // a feature that few rows have would be clipped away
  const rare = at(0.05) === at(0.95)
  const low = rare ? (values[0] as number) : at(0.05)
  const high = rare ? (values.at(-1) as number) : at(0.95)
  const inside = values.map((value) => Math.min(Math.max(value, low), high))
  const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length
  const scale = Math.sqrt(inside.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inside.length) || 1
  return { low, high, mean, scale }
}

/** Fits `y` by the features of the rows; O(rows × features²). */
export const ridge = (rows: readonly (readonly number[])[], y: readonly number[]): Ridge => {
  const size = rows[0]?.length ?? 0
  const ranges = Array.from({ length: size }, (_, feature) => rangeOf(rows, feature))
  const pick = (field: 'low' | 'high' | 'mean' | 'scale') => ranges.map((range) => range[field])
  const shape = { low: pick('low'), high: pick('high'), mean: pick('mean'), scale: pick('scale') }
  const intercept = y.reduce((sum, value) => sum + value, 0) / y.length
  const gram = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? penalty : 0)))
  const side = new Array<number>(size).fill(0)
  rows.forEach((row, r) => {
    const x = clipped(shape, row)
    const rest = (y[r] as number) - intercept
    for (let i = 0; i < size; i++) {
      side[i] = (side[i] as number) + (x[i] as number) * rest
      const line = gram[i] as number[]
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + (x[i] as number) * (x[j] as number)
    }
  })
  return { ...shape, intercept, weights: solve(gram, side) }
}
