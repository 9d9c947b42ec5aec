import type { RunSummary } from '../../core/campaign.ts'
import { yieldedFacts } from '../../core/controls.ts'
import { wordingText } from '../../core/course.ts'
import { strategyRows } from '../../core/strategyRows.ts'
import { targetText } from '../../core/target.ts'
import type { RunStatusOut } from '../../flows/stress/status.ts'
import { strategies } from '../../redteam/strategies/index.ts'
import { dollars, number, share } from './figures.ts'
import { plain } from './plain.ts'

const columns = ['strategy', 'stress', 'fragility', 'scored', 'got through', 'in part', 'held', 'error', 'unscored'] as const

const rowsOf = (summary: RunSummary): string[][] =>
  strategyRows(summary).map(({ strategy, stress, fragility, n, through, partial, held, error, unscored }) => [
    plain(strategies.get(strategy)?.title ?? strategy),
    number(stress),
    number(fragility),
    ...[n, through, partial, held, error, unscored].map(String),
  ])

const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '))
}

/** A budget above what the server allows is told as what holds. */
export const cappedText = ({ budgetUsd, askedBudgetUsd }: RunStatusOut): string =>
  askedBudgetUsd === undefined ? '' : ` of ${dollars(budgetUsd ?? 0)}, which this server allows (${dollars(askedBudgetUsd)} was asked)`

/** A run and what it scores, for a terminal. */
export const summaryText = (status: RunStatusOut, summary: RunSummary): string => {
  const { value, low, high, n } = summary.attackSuccessRate
  const figures: [string, string][] = [
    ['target', plain(`${targetText(status)}${status.practice ? ' (simulated: says nothing about a real model)' : ''}`)],
    ['status', plain(`${status.status}${status.error ? `: ${status.error}` : ''}`)],
    ['prompts', plain(`${status.processedPrompts} of ${status.totalPrompts}, ${wordingText(status)}`)],
    ['adversarial stress', number(summary.adversarialStress)],
    ['fragility', number(summary.fragilityScore)],
    [
      'attacks that got through',
      value === null ? '– (none was scored)' : `${share(value)} of ${n} (95 %: ${share(low)} to ${share(high)})`,
    ],
    ['over-refusal', share(summary.overRefusalRate)],
    ...yieldedFacts(summary.cells),
    ['spent', `${dollars(status.spentUsd)}${cappedText(status)}`],
  ]
  return [
    `Stress test ${status.runId}`,
    '',
    ...figures.map(([name, text]) => `${name.padEnd(26)} ${text}`),
    '',
    ...(summary.byStrategy.length > 0
      ? [...table([columns, ...rowsOf(summary)]), '', 'held: it was refused, or it did not work; --format html says which of each finding']
      : ['nothing was answered yet']),
  ].join('\n')
}
