import { answersMoved, promptsMoved } from '../../backend/core/drift.ts'
import { count, three } from './format.ts'
import type { Point } from './series.ts'
import { weekdayTime } from './time.ts'

/** Tokens of a window against those of the baseline for comparable prompts: the factor shown (≥ 1), and the 90 % interval of the ratio. */
export interface Lengths {
  factor: number
  low: number
  high: number
  n: number
  /** Mean of one answer. */
  tokens: number
  alarm: boolean
}

/** A row of `GET /api/drift`: how far a route's answers are from its baseline. Gauges 0..1; null below the minimum of logs. */
export interface DriftRow {
  route: string | null
  model: string
  semanticDrift: number | null
  styleDrift: number | null
  /** ≥ 1; null where there are too few logs to compare lengths. */
  lengthFactor: number | null
  /** The factor with its interval, and the same of reasoning tokens where there are any. */
  length: (Lengths & { reasoning: Lengths | null }) | null
  promptDrift: number | null
  attribution: 'none' | 'model' | 'prompts' | 'both'
  n: number
  /** Answers in a language the embedder does not speak. */
  notEmbedded?: number
  baselineN: number
  since: string | null
  baseline: { from: string; to: string } | null
  enough: boolean
  embedder: string
  /** Logs that moved most. */
  examples: string[]
}

/** A row of `GET /api/drift/series`. */
export type DriftPoint = Pick<
  DriftRow,
  'route' | 'model' | 'semanticDrift' | 'styleDrift' | 'promptDrift' | 'lengthFactor' | 'length' | 'n'
> & {
  bucket: string
}

/** A row of `GET /api/baseline`; a null model is a baseline of the whole route. */
export interface BaselineRow {
  route: string | null
  model: string | null
  state: 'provisional' | 'frozen' | 'set'
  from: string
  to: string
  n: number
}

/** The baseline a route and model are held against: its own, else that of the route. */
export const baselineFor = (baselines: readonly BaselineRow[], { route, model }: Pick<DriftRow, 'route' | 'model'>): BaselineRow | null =>
  baselines.find((one) => one.route === route && one.model === model) ??
  baselines.find((one) => one.route === route && one.model === null) ??
  null

export const baselineStates: Record<BaselineRow['state'], string> = {
  provisional: 'provisional: it grows with the first logs until 500',
  frozen: 'the first logs of the route',
  set: 'approved by hand',
}

/** An embedder that works behind ingest: how many logs it has not come to, and why nothing goes now. */
export interface Embedding {
  embedder: string
  behind: number | null
  waiting: string | null
}

/** What is not in the figures yet; null when all is. */
export const embeddingText = ({ embedder, behind, waiting }: Embedding): string | null => {
  if (waiting !== null) return `${embedder} does not go on (${waiting}): ${count(behind ?? 0)} logs wait to be embedded`
  return behind !== null && behind > 0 ? `${count(behind)} logs wait to be embedded by ${embedder}` : null
}

/** Logs a baseline and a comparison need at least. */
export const fewest = { baseline: 200, window: 100 }

export const sameRoute = (a: Pick<DriftRow, 'route' | 'model'>, b: Pick<DriftRow, 'route' | 'model'>): boolean =>
  a.route === b.route && a.model === b.model

/** The farthest from its baseline first; then, where nothing can be said yet, the one nearest to it. */
export const byWorst = (rows: readonly DriftRow[]): DriftRow[] =>
  [...rows].sort(
    (a, b) =>
      Number(b.enough) - Number(a.enough) || (b.semanticDrift ?? -1) - (a.semanticDrift ?? -1) || b.baselineN - a.baselineN || b.n - a.n,
  )

export const routeName = ({ route, model }: Pick<DriftRow, 'route' | 'model'>): string => `${route ?? '(no route)'} · ${model}`

/** Why there is no figure; null when there is one. */
export const missingText = (row: DriftRow): string | null => {
  if (row.baselineN < fewest.baseline) return `not enough logs yet: ${count(row.baselineN)} of ${fewest.baseline} for a baseline`
  if (row.n === 0 && (row.notEmbedded ?? 0) === 0) return 'all logs are part of the baseline: none to compare yet'
  if (!row.enough) return `not enough logs yet: ${count(row.n)} of ${fewest.window} to compare with the baseline`
  return null
}

/** Gauges that fire an alarm, and from where on: what moved is told by them. */
const alarms = [
  { name: 'meaning', limit: answersMoved, value: (row: DriftRow) => row.semanticDrift },
  { name: 'style', limit: answersMoved, value: (row: DriftRow) => row.styleDrift },
  { name: 'prompts', limit: promptsMoved, value: (row: DriftRow) => row.promptDrift },
] as const

/** "style 0.41 ≥ 0.3, prompts 0.25 ≥ 0.2": the gauges of a route that fire; null when none does. */
export const firingText = (row: DriftRow): string | null => {
  const fired = alarms.flatMap(({ name, limit, value }) => {
    const at = value(row)
    return row.enough && at !== null && at >= limit ? [`${name} ${three(at)} ≥ ${limit}`] : []
  })
  return fired.length === 0 ? null : fired.join(', ')
}

/** What fires that the meaning of the worst route, which stands above, does not show: there another gauge of it, else one of another route. */
export const alsoFiring = (rows: readonly DriftRow[], shown: DriftRow): string | null => {
  for (const row of [shown, ...rows]) {
    const text = firingText(sameRoute(row, shown) ? { ...row, semanticDrift: null } : row)
    if (text !== null) return `${text} on ${routeName(row)}`
  }
  return null
}

/** What moved, in words. */
export const attributionText = ({ attribution, since }: Pick<DriftRow, 'attribution' | 'since'>, utc: boolean, now: number): string => {
  const at = since === null ? null : weekdayTime(Date.parse(since), utc, now)
  if (attribution === 'model') return `the model changed${at === null ? '' : ` on ${at}`}`
  if (attribution === 'prompts') return `people ask different things${at === null ? '' : ` since ${at}`}`
  if (attribution === 'both') return `both moved${at === null ? '' : ` since ${at}`}; can’t be told apart`
  return 'nothing moved: the answers are as near to the baseline as chance allows'
}

const evidence = ({ n, low, high }: Lengths): string => `n ${count(n)}, 90 % interval ${three(low)} to ${three(high)}`

/** How long the answers are, never blamed: the extra length may be useful. Null where it cannot be said. */
export const lengthText = ({ length }: Pick<DriftRow, 'length'>): string | null => {
  if (!length) return null // a server of before it was told
  if (length.factor < 1.05) return `answers are no longer than the baseline for comparable prompts (${evidence(length)})`
  return `answers are ${times(length.factor)} as long as the baseline for comparable prompts (${evidence(length)}); the extra length may be useful`
}

/** Reasoning that nobody reads is told by its tokens alone. Null where baseline or window has none. */
export const reasoningText = ({ length }: Pick<DriftRow, 'length'>): string | null => {
  const reasoning = length?.reasoning ?? null
  if (reasoning === null) return null
  const spent = `reasoning takes ${count(Math.round(reasoning.tokens))} tokens an answer`
  const against = reasoning.factor < 1.05 ? 'no more than' : `${times(reasoning.factor)} as many as`
  return `${spent}, ${against} the baseline for comparable prompts (${evidence(reasoning)})`
}

const times = (factor: number): string => `${factor < 10 ? factor.toFixed(1) : three(factor)} ×`

/** The share of an answer's length that is beyond the baseline, so that length fits on the axis of the other gauges: 0 for as long, 0.5 for twice. */
export const beyond = (lengthFactor: number | null): number | null => (lengthFactor === null ? null : 1 - 1 / Math.max(1, lengthFactor))

export const gauges = [
  { id: 'semanticDrift', name: 'meaning', value: (row: DriftPoint) => row.semanticDrift },
  { id: 'styleDrift', name: 'style', value: (row: DriftPoint) => row.styleDrift },
  { id: 'promptDrift', name: 'prompts', value: (row: DriftPoint) => row.promptDrift },
  { id: 'length', name: 'length beyond the baseline', value: (row: DriftPoint) => beyond(row.lengthFactor) },
  { id: 'reasoning', name: 'reasoning beyond the baseline', value: (row: DriftPoint) => beyond(row.length?.reasoning?.factor ?? null) },
] as const

/** The points of a gauge over a span, a null for each bucket without one: a gap is not a zero. */
export const gaugePoints = (
  rows: readonly DriftPoint[],
  { from, to }: { from: number; to: number },
  bucketMs: number,
  value: (row: DriftPoint) => number | null,
): Point[] => {
  const byBucket = new Map(rows.map((row) => [Date.parse(row.bucket), row]))
  const first = Math.floor(from / bucketMs) * bucketMs
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / bucketMs)) }, (_, index) => {
    const at = first + index * bucketMs
    const row = byBucket.get(at)
    return { at, value: row === undefined ? null : value(row) }
  })
}
