import { answersMoved } from '../../backend/core/drift.ts'
import { priceHint } from '../../backend/core/money.ts'
import { count, dollars, duration, or, percent, three, wasteText } from './format.ts'
import type { MetricsRow } from './wire.ts'

/** What a figure can be drawn from: a row of metrics, or the live event. */
export type Measured = Omit<MetricsRow, 'bucket'>

export interface Figure {
  id: string
  title: string
  value: (row: Measured) => number | null
  format: (value: number) => string
  /** Short, behind the value: its unit where the format has none. */
  unit?: string
  /** A second, smaller fact on the same line. */
  aside?: (row: Measured) => string | null
  threshold?: { value: number; text: string }
  lowerIsBetter: boolean | null
  /** What the value rests on. */
  basis: (row: Measured) => string
  /** Why there is no value although there are logs. */
  missing: string
  /** The formula with the numbers of the range put in. */
  worked?: (row: Measured) => string
  /** The lowest value there can be; 0 when left out. */
  lowest?: number
  formula: string
  limits: string
  /** The logs behind it, as a query of the list. */
  rows?: Record<string, string>
  rowsName?: string
}

const logs = (row: Measured): string => `n ${count(row.count)}`

/** The logs with output, which waste, efficiency and the wasteful share are ratios over. */
export const scoredOf = (row: Measured): number => row.scored ?? row.count
const spent = (row: Pick<Measured, 'tokens'>): number => row.tokens.output + row.tokens.reasoning

export const figures: readonly Figure[] = [
  {
    id: 'waste',
    title: 'Cognitive waste',
    value: (row) => row.cognitiveWaste,
    format: wasteText,
    unit: 'tokens per useful token',
    threshold: { value: 2.5, text: 'alert > 2.5' },
    lowerIsBetter: true,
    basis: (row) => `n ${count(scoredOf(row))}`,
    missing: 'no log of this range has output',
    worked: (row) => `${count(spent(row))} ÷ ${count(spent(row) - row.tokens.wasted)} = ${or(row.cognitiveWaste, three)}`,
    lowest: 1,
    formula:
      'spent ÷ useful, where spent = output + reasoning tokens and useful = spent − the tokens of the underlined spans. Over many logs: the ratio of the sums, never the mean of ratios.',
    limits:
      'It says that these words, underlined, said nothing new. It does not judge whether a long answer was worth its length, and hidden reasoning cannot be read: it counts as useful.',
    rows: { minWaste: '1.05' },
    rowsName: 'Logs with waste',
  },
  {
    id: 'drift',
    title: 'Semantic drift',
    value: (row) => row.semanticDrift,
    format: three,
    threshold: { value: answersMoved, text: `alert > ${answersMoved}` },
    lowerIsBetter: true,
    basis: logs,
    missing: 'no baseline yet',
    formula:
      'For each route: the distance between the mean meaning of its answers of the last 24 hours and of its baseline, less what chance gives for so many logs; 0 within three standard errors of the same. Scaled so that half of the topics replaced reads 0.4, all of them 0.8. The worst route stands here.',
    limits:
      'It needs 200 logs for a baseline and 100 to compare; a quarter of the topics replaced is below what 200 logs can show. It sees what the texts are about, not whether they are right.',
  },
  {
    id: 'stress',
    title: 'Adversarial stress',
    value: (row) => row.adversarialStress ?? null,
    format: three,
    threshold: { value: 0.7, text: 'alert > 0.7' },
    lowerIsBetter: true,
    basis: logs,
    missing: 'no stress test has finished',
    formula:
      'For each attack 1 − (1 − s)(1 − max(w, l)): s is its success (1, in part 0.5, refused 0), w and l how far tokens and latency went beyond 1.25 and 1.5 times those of its harmless twin. The mean of each strategy and intensity from 1 on, then the mean of those, of the latest finished run.',
    limits:
      'It comes from stress tests alone, never from production traffic, and speaks of the attacks that were tried. Practice runs are no part of it.',
  },
  {
    id: 'errors',
    title: 'Errors',
    value: (row) => row.errorRate,
    format: percent,
    threshold: { value: 0.05, text: 'alert > 5\u202f%' },
    lowerIsBetter: true,
    basis: (row) => `n ${count(row.count)}`,
    missing: 'no logs in this range',
    worked: (row) => `${count(Math.round((row.errorRate ?? 0) * row.count))} ÷ ${count(row.count)} = ${or(row.errorRate, percent)}`,
    formula: 'Failed calls ÷ all calls.',
    limits:
      'A call counts as failed when its sender said so (status "error"). Failed calls stay out of waste, efficiency and the unpriced.',
    rows: { status: 'error' },
    rowsName: 'Failed calls',
  },
  {
    id: 'p95',
    title: 'Latency p95',
    value: (row) => row.latencyMs.p95,
    format: duration,
    aside: (row) => (row.latencyMs.p50 === null ? null : `p50 ${duration(row.latencyMs.p50)}`),
    threshold: { value: 5000, text: 'alert > 5\u202fs' },
    lowerIsBetter: true,
    basis: (row) => `n ${count(row.timed ?? row.count)}`,
    missing: 'no log of this range says its latency',
    formula:
      '19 of 20 calls answered within this time. From a log-scale histogram, at most 2 % off; histograms add up over minutes and machines.',
    limits: 'It is the latency the sender measured. Logs without one are left out.',
    rows: {},
    rowsName: 'The logs',
  },
  {
    id: 'cost',
    title: 'Cost',
    value: (row) => row.costUsd,
    format: dollars,
    aside: (row) => (row.wastedUsd === null ? null : `${dollars(row.wastedUsd)} wasted`),
    lowerIsBetter: null,
    basis: (row) => (row.unpriced > 0 ? `${count(row.unpriced)} unpriced` : `n ${count(row.count)}`),
    missing: `unpriced: no model of this range has a known price, ${priceHint}`,
    formula:
      'Tokens × the price of the model, per bucket; a cost sent with the log wins. Wasted: the tokens of underlined spans at the output price.',
    limits:
      'A model without a known price is counted as unpriced, never as 0, so the true cost is higher by those. Its price can be given in aicwd.config.yaml, see docs/metrics.md, Cost.',
    rows: {},
    rowsName: 'The logs',
  },
]

export interface HeatMetric {
  id: string
  name: string
  value: (row: Measured) => number | null
  format: (value: number) => string
}

/** What the heatmap can show. */
export const heatMetrics: readonly HeatMetric[] = [
  { id: 'waste', name: 'cognitive waste', value: (row) => row.cognitiveWaste, format: wasteText },
  { id: 'count', name: 'logs', value: (row) => row.count, format: count },
  { id: 'errors', name: 'error rate', value: (row) => row.errorRate, format: percent },
  { id: 'p95', name: 'latency p95', value: (row) => row.latencyMs.p95, format: duration },
  { id: 'cost', name: 'cost', value: (row) => row.costUsd, format: dollars },
  { id: 'wasted', name: 'dollars wasted', value: (row) => row.wastedUsd, format: dollars },
  { id: 'tokens', name: 'output tokens', value: spent, format: count },
]

/** The share of spent tokens that said nothing new; null when nothing was spent. */
export const wastedShare = (row: Measured): number | null => (spent(row) > 0 ? row.tokens.wasted / spent(row) : null)

export const spentTokens = spent

export const showFigure = (figure: Figure, row: Measured): string => or(figure.value(row), figure.format)
