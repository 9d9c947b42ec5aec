import { answersMoved, type DriftSums, promptsMoved, type Reference, type VectorSpread, type VectorSums } from '../core/drift.ts'
import { squaredLength, vectorScale } from './embed/vector.ts'

/** Logs of a window below which nothing is said; half of them are enough where the change is beyond chance. */
export const enoughLogs = 100
export const fewestLogs = 50
/** Logs a baseline must have. */
export const enoughBaseline = 200
/** A distance counts only above so many standard errors. */
const gate = 3

/** What a gauge reads for a distance of 1; it belongs to the embedder and is calibrated so that half of the topics replaced reads 0.4, all of them 0.8. */
const kappa = { answer: 4.2, prompt: 4.8, style: 1 }

/** A squared distance without the part that chance adds (0 on average for the same traffic), its standard error when nothing changed, and the unit it is read in. */
export interface Distance {
  squared: number
  se: number
  unit: number
}

export const meanOf = ({ n, sum }: VectorSums): number[] => sum.map((value) => value / n / vectorScale)

/** Variance of single vectors around their mean, unbiased. */
const varianceOf = ({ n, squares }: VectorSums, mean: readonly number[]): number =>
  Math.max(0, ((squares / vectorScale ** 2 / n - squaredLength(mean)) * n) / (n - 1))

export const difference = (a: readonly number[], b: readonly number[]): number[] => b.map((value, d) => (a[d] ?? 0) - value)

const chanceOf = (spread: number, window: number, baseline: number): number => Math.sqrt(2 * spread) * (1 / window + 1 / baseline)

/** Length of an axis that takes a direction away altogether, as axes are kept in whole numbers. */
export const axisScale = 10_000

const dampedSquare = (vector: readonly number[], axes: readonly (readonly number[])[]): number => {
  const along = axes.map((axis) => axis.reduce((sum, value, d) => sum + value * (vector[d] as number), 0) / axisScale)
  return squaredLength(vector) - squaredLength(along)
}

/** |m_W − m_B|² less what chance adds to it, in the unit of the baseline's own variance, all of it damped as the baseline says. */
const vectorDistance = (window: VectorSums, baseline: VectorSums, { squared, axes, share }: VectorSpread): Distance => {
  const [w, b] = [meanOf(window), meanOf(baseline)]
  const added = varianceOf(window, w) / window.n + varianceOf(baseline, b) / baseline.n
  return {
    squared: dampedSquare(difference(w, b), axes) - share * added,
    se: chanceOf(squared, window.n, baseline.n),
    unit: share * Math.max(1e-6, 1 - squaredLength(b)),
  }
}

/** Spread of a feature below which a difference is no longer counted in multiples of it (thousandths): a route without any code would see one line as a miracle. */
export const leastDeviation = 20

type StyleSums = DriftSums['style']
const styleMean = ({ n, sum }: StyleSums, f: number): number => (sum[f] as number) / n
const styleVariance = (style: StyleSums, f: number): number =>
  Math.max(0, (((style.squares[f] as number) / style.n - styleMean(style, f) ** 2) * style.n) / (style.n - 1))

/** The same over the style features, each in its baseline's standard deviations; the unit is their number. */
const styleDistance = (window: StyleSums, baseline: StyleSums, spread: number): Distance => {
  const squared = baseline.sum.reduce((total, _, f) => {
    const own = styleVariance(baseline, f)
    const added = styleVariance(window, f) / window.n + own / baseline.n
    return total + ((styleMean(window, f) - styleMean(baseline, f)) ** 2 - added) / Math.max(own, leastDeviation ** 2)
  }, 0)
  return { squared, se: chanceOf(spread, window.n, baseline.n), unit: baseline.sum.length }
}

export const distances = {
  answer: (window: DriftSums, { sums, spread }: Reference) => vectorDistance(window.answer, sums.answer, spread.answer),
  prompt: (window: DriftSums, { sums, spread }: Reference) => vectorDistance(window.prompt, sums.prompt, spread.prompt),
  style: (window: DriftSums, { sums, spread }: Reference) => styleDistance(window.style, sums.style, spread.style),
} as const
type Gauge = keyof typeof distances

/** 0..1, 0 where the distance is within chance; null where there are too few logs to say. */
const read = (gauge: Gauge, window: DriftSums, reference: Reference): number | null => {
  const { n } = window[gauge]
  if (n < fewestLogs || reference.sums[gauge].n < enoughBaseline / 2) return null
  const { squared, se, unit } = distances[gauge](window, reference)
  if (squared > gate * se) return Math.min(1, kappa[gauge] * Math.sqrt(squared / unit))
  return n < enoughLogs ? null : 0
}

export type Attribution = 'none' | 'model' | 'prompts' | 'both'

export interface Drift {
  semanticDrift: number | null
  styleDrift: number | null
  promptDrift: number | null
  attribution: Attribution
}

/** Standard errors from which prompts are suspected: enough not to blame the model, too few to say that prompts moved. */
const suspected = 1

const promptsSuspected = (window: DriftSums, reference: Reference): boolean => {
  const { squared, se } = distances.prompt(window, reference)
  return squared > suspected * se
}

/** Who moved. Where prompts cannot be read, or may have moved, nobody can tell. */
const attribute = (answers: boolean, promptDrift: number | null, doubt: () => boolean): Attribution => {
  const prompts = promptDrift !== null && promptDrift >= promptsMoved
  if (!answers) return prompts ? 'prompts' : 'none'
  return prompts || promptDrift === null || doubt() ? 'both' : 'model'
}

/** How far a window of logs has moved away from a baseline (metrics §5). O(dimensions), however many logs. */
export const driftOf = (window: DriftSums, reference: Reference): Drift => {
  const semanticDrift = read('answer', window, reference)
  const styleDrift = read('style', window, reference)
  const promptDrift = read('prompt', window, reference)
  const answers = (semanticDrift ?? 0) >= answersMoved || (styleDrift ?? 0) >= answersMoved
  return { semanticDrift, styleDrift, promptDrift, attribution: attribute(answers, promptDrift, () => promptsSuspected(window, reference)) }
}
