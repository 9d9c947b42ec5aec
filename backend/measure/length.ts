import { predict, type Ridge, ridge } from './ridge.ts'

/** What one answer adds to the comparison of lengths: tokens of a call that did not fail, and what its prompt asked for. */
export interface LengthRow {
  /** Of the prompt, by `featuresOf`: read once, however many windows the answer is in. */
  features: readonly number[]
  /** Visible output tokens. */
  output: number
  /** Reasoning tokens, visible or hidden; 0 when there are none. */
  reasoning: number
  /** False for texts flagged `language-unknown`: lengths of other languages are compared among themselves. */
  languageKnown: boolean
}

/** What is normal for one kind of token on a route, from its baseline. Plain JSON. */
interface Normal {
  /** Tokens of one answer count up to here, in baseline and window alike: 1.5 × the 98th percentile. */
  cap: number
  n: number
  /** Mean of the capped tokens, of answers in a known language and of others. */
  mean: { known: number; unknown: number }
  /** Variance of the mean above, relative to its square: of the plain means, and of what the prompts do not explain. */
  variance: { mean: number; ridge: number }
  /** Log tokens by features of the prompt, and the factor that makes the baseline's predictions add up to its tokens. */
  ridge: Ridge
  smear: number
}

/** The lengths of a route's approved baseline, to be stored beside it. Plain JSON. */
export interface LengthModel {
  version: 1
  output: Normal
  /** Null when the baseline's answers came without reasoning. */
  reasoning: Normal | null
}

/** How long the answers of a window are against the baseline, for comparable prompts. */
export interface LengthComparison {
  /** The shrunk ratio, ≥ 1: what is shown. */
  factor: number
  /** 90 % interval of `ratio`. */
  low: number
  high: number
  /** Answers compared. */
  n: number
  /** Mean tokens of one answer, the longest cut at the baseline's cap. */
  tokens: number
  /** Tokens spent for each token expected. */
  ratio: number
  alarm: boolean
}

export interface LengthFactor extends LengthComparison {
  /** The same for reasoning tokens; null when baseline or window has none. */
  reasoning: LengthComparison | null
}

const fewestRows = 30
const fewestBaseline = 200
const alarmRows = 50
const alarmRatio = 1.2
const alarmLow = 1.05
/** Spread of log ratios that routes show without anything being wrong: how far a noisy ratio is drawn to 1. */
const tau = 0.25
/** One-sided 95 %. */
const z = 1.645
/** Fewer answers than this of one kind of language have no mean of their own. */
const fewestOfLanguage = 30

type Kind = 'output' | 'reasoning'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number
}

/** Variance of the mean of `y` around `e`, relative to the square of that mean. */
const relativeVariance = (y: readonly number[], e: readonly number[]): number => {
  const ratio = sum(y) / sum(e)
  const squares = y.reduce((total, value, i) => total + (value - ratio * (e[i] as number)) ** 2, 0)
  return squares / (y.length - 1) / y.length / mean(y) ** 2
}

/** A row without visible output says nothing about the length of answers; one without reasoning took none. */
const counts = (kind: Kind) => (row: LengthRow) => (kind === 'output' ? row.output > 0 : row.output + row.reasoning > 0)

const meanOf = (y: readonly number[], rows: readonly LengthRow[], known: boolean): number => {
  const own = y.filter((_, i) => rows[i]?.languageKnown === known)
  return own.length < fewestOfLanguage ? mean(y) : mean(own)
}

const normalOf = (all: readonly LengthRow[], kind: Kind): Normal | null => {
  const rows = all.filter(counts(kind))
  if (rows.length < fewestBaseline) return null
  const cap =
    1.5 *
    quantile(
      rows.map((row) => row[kind]),
      0.98,
    )
  const y = rows.map((row) => Math.min(row[kind], cap))
  if (sum(y) === 0) return null
  const features = rows.map((row) => row.features)
  const model = ridge(
    features,
    y.map((tokens) => Math.log(1 + tokens)),
  )
  const plain = features.map((row) => Math.exp(predict(model, row)))
  const smear = sum(y) / sum(plain)
  const means = { known: meanOf(y, rows, true), unknown: meanOf(y, rows, false) }
  return {
    cap,
    n: rows.length,
    mean: means,
    variance: {
      mean: relativeVariance(y, expectedMeans(means, rows)),
      ridge: relativeVariance(
        y,
        plain.map((value) => value * smear),
      ),
    },
    ridge: model,
    smear,
  }
}

const expectedMeans = (means: Normal['mean'], rows: readonly LengthRow[]): number[] =>
  rows.map(({ languageKnown }) => (languageKnown ? means.known : means.unknown))

const compare = (normal: Normal, all: readonly LengthRow[], kind: Kind): LengthComparison | null => {
  const rows = all.filter(counts(kind))
  if (rows.length < fewestRows) return null
  const y = rows.map((row) => Math.min(row[kind], normal.cap))
  if (sum(y) === 0) return null
  const byMean = expectedMeans(normal.mean, rows)
  const byPrompt = rows.map(({ features }) => normal.smear * Math.exp(predict(normal.ridge, features)))
  // the smaller of both: an unseen mix of prompts must not look like longer answers
  const plain = sum(byMean) >= sum(byPrompt)
  const expected = plain ? byMean : byPrompt
  const ratio = sum(y) / sum(expected)
  const se = Math.sqrt(relativeVariance(y, expected) + (plain ? normal.variance.mean : normal.variance.ridge))
  const low = ratio * Math.exp(-z * se)
  return {
    factor: Math.exp((Math.max(0, Math.log(ratio)) * tau ** 2) / (tau ** 2 + se ** 2)),
    low,
    high: ratio * Math.exp(z * se),
    n: rows.length,
    tokens: mean(y),
    ratio,
    alarm: rows.length >= alarmRows && ratio >= alarmRatio && low > alarmLow,
  }
}

/** The lengths of a baseline (failed calls left out); null below 200 answers. O(rows). */
export const fitLength = (rows: readonly LengthRow[]): LengthModel | null => {
  const output = normalOf(rows, 'output')
  return output && { version: 1, output, reasoning: normalOf(rows, 'reasoning') }
}

/**
 * How long the answers of a window are against the baseline for comparable prompts (metrics §3); null below 30 answers.
 * It says nothing about a single log: prompts explain at most a fifth of how long an answer gets. O(rows).
 */
export const lengthFactor = (model: LengthModel, rows: readonly LengthRow[]): LengthFactor | null => {
  const output = compare(model.output, rows, 'output')
  return output && { ...output, reasoning: model.reasoning && compare(model.reasoning, rows, 'reasoning') }
}
