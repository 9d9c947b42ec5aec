import { addFacts, type DriftFacts, emptyDrift, type Reference } from '../../backend/core/drift.ts'
import { type Drift, distances, driftOf } from '../../backend/measure/drift.ts'
import { spreadOf } from '../../backend/measure/spread.ts'

export interface Reading {
  drift: Drift
  /** The unbiased squared distance of the answers. */
  squared: number
}

type Facts = readonly (DriftFacts | null)[]

const sumsOf = (facts: Facts) => {
  const sums = emptyDrift()
  for (const one of facts) if (one !== null) addFacts(sums, one)
  return sums
}

export const referenceOf = (baseline: Facts): Reference => ({
  sums: sumsOf(baseline),
  spread: spreadOf(baseline.filter((one) => one !== null)),
})

/** What is read of a window against a baseline. */
export const readAgainst = (window: Facts, reference: Reference): Reading => {
  const sums = sumsOf(window)
  return { drift: driftOf(sums, reference), squared: distances.answer(sums, reference).squared }
}

export const read = (window: Facts, baseline: Facts): Reading => readAgainst(window, referenceOf(baseline))

export const quantile = (readings: readonly Reading[], q: number): number =>
  readings.map(({ drift }) => drift.semanticDrift ?? 0).toSorted((a, b) => a - b)[Math.floor(q * (readings.length - 1))] ?? 0
