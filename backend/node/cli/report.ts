import { priceHint } from '../../core/money.ts'
import type { WasteRow } from '../../core/ports.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, connected } from './command.ts'
import { type DriftOut, dollars, drifts, type Metrics, metricsSince, movedText, number, share, topWaste } from './figures.ts'
import { plain } from './plain.ts'

export interface Report {
  metrics: Metrics & { at: string; window: string }
  topWaste: WasteRow[]
  drift: DriftOut[]
}

const count = (value: number): string => value.toLocaleString('en-US')

const milliseconds = (value: number | null): string => (value === null ? '–' : `${count(Number(value.toPrecision(3)))} ms`)

/** The wasted tokens and the share of each kind among them, the largest first. */
const wastedTokens = ({ tokens, wastedByKind }: Metrics): string => {
  const kinds = Object.entries(wastedByKind).filter(([, wasted]) => wasted > 0)
  if (kinds.length === 0) return count(tokens.wasted)
  const shares = kinds.sort((a, b) => b[1] - a[1]).map(([kind, wasted]) => `${kind} ${share(wasted / tokens.wasted)}`)
  return `${count(tokens.wasted)} (${shares.join(', ')})`
}

/** What has no price is said, never counted as 0. */
const costText = ({ costUsd, unpriced }: Metrics): string => {
  if (unpriced === 0) return dollars(costUsd)
  const calls = `${count(unpriced)} ${unpriced === 1 ? 'call' : 'calls'}`
  return costUsd === null ? `unpriced: no known price for ${calls}, ${priceHint}` : `${dollars(costUsd)} (${calls} unpriced: ${priceHint})`
}

const lines = ({ metrics: m }: Report): [string, string][] => [
  ['calls', count(m.count)],
  ['cognitive waste', `${number(m.cognitiveWaste)}${m.cognitiveWaste === null ? '' : ' tokens for one useful'}`],
  ['answers above 2.5', share(m.wastefulShare)],
  ['token efficiency', share(m.tokenEfficiency)],
  ['errors', share(m.errorRate)],
  ['latency p50 · p95 · p99', [m.latencyMs.p50, m.latencyMs.p95, m.latencyMs.p99].map(milliseconds).join(' · ')],
  ['cost', costText(m)],
  ['wasted', m.wastedUsd === null && m.unpriced > 0 ? 'unpriced' : dollars(m.wastedUsd)],
  ['wasted tokens', wastedTokens(m)],
  ...(m.stressRun === null
    ? []
    : ([
        ['adversarial stress', number(m.adversarialStress)],
        ['fragility', number(m.fragilityScore)],
      ] satisfies [string, string][])),
]

const columns = ['route', 'calls', 'waste', 'wasted tokens', 'wasted'] as const
const cells = (row: WasteRow): string[] => [
  row.key === null ? '(none)' : plain(row.key),
  count(row.count),
  number(row.cognitiveWaste),
  count(row.wastedTokens),
  row.wastedUsd === null ? 'unpriced' : dollars(row.wastedUsd),
]

/** Columns of names; the others are figures. */
const namesOfWaste = [0]
const namesOfDrift = [0, 1, 8]

const driftColumns = ['route', 'model', 'meaning', 'style', 'prompts', 'length', 'reasoning', 'n', 'what moved'] as const
const driftCells = (row: DriftOut): string[] => [
  row.route === null ? '(none)' : plain(row.route),
  plain(row.model),
  number(row.semanticDrift),
  number(row.styleDrift),
  number(row.promptDrift),
  number(row.lengthFactor, ' ×'),
  number(row.length?.reasoning?.factor ?? null, ' ×'),
  count(row.n),
  movedText(row),
]

/** Cells under each other: names to the left, figures to the right. */
const tableOf = (names: readonly string[], rows: readonly string[][], left: readonly number[]): string[] => {
  const all = [names, ...rows]
  const widths = names.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  return all.map((row) =>
    row.map((cell, at) => (left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  )
}

const text = (report: Report): string => {
  const table = tableOf(columns, report.topWaste.map(cells), namesOfWaste)
  const figures = lines(report).map(([name, value]) => `${name.padEnd(24)} ${value}`)
  return [
    `The last ${report.metrics.window}, until ${report.metrics.at}`,
    '',
    ...figures,
    '',
    ...(report.topWaste.length > 0 ? table : ['nothing is wasted, or nothing is there']),
    ...(report.drift.length > 0 ? ['', 'Drift over 24 h', '', ...tableOf(driftColumns, report.drift.map(driftCells), namesOfDrift)] : []),
  ].join('\n')
}

/** Names stay names: no column, no tag, no link, no picture. */
const bar = (cell: string): string =>
  cell
    .replace(/[\\|`[\]]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')

const md = (report: Report): string =>
  [
    `# AICWD report: the last ${report.metrics.window}`,
    '',
    `Until ${report.metrics.at}.`,
    '',
    '| | |',
    '|---|---|',
    ...lines(report).map(([name, value]) => `| ${name} | ${bar(value)} |`),
    '',
    `| ${columns.join(' | ')} |`,
    `|---|${'---:|'.repeat(columns.length - 1)}`,
    ...report.topWaste.map((row) => `| ${cells(row).map(bar).join(' | ')} |`),
    '',
    `| ${driftColumns.join(' | ')} |`,
    `|${'---|'.repeat(driftColumns.length)}`,
    ...report.drift.map((row) => `| ${driftCells(row).map(bar).join(' | ')} |`),
  ].join('\n')

const escaped = (value: string): string => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1.1rem;margin:2rem 0 0}.wide{overflow-x:auto}table{border-collapse:collapse;margin:.6rem 0}td,th{padding:.2rem 0 .2rem 1rem;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}
:is(td,th):first-child{padding-left:0}.wide td{min-width:9rem;max-width:16rem;overflow-wrap:anywhere}.wide .figure{min-width:0;text-align:right;white-space:nowrap}.wide th{border-bottom:1px solid #8886}.facts td{overflow-wrap:anywhere}`

/** A table that scrolls by itself where it does not fit; figures stand to the right. */
const htmlTable = (names: readonly string[], rows: readonly string[][], left: readonly number[]): string => {
  const row = (tag: 'th' | 'td', all: readonly string[]) =>
    `<tr>${all.map((cell, at) => `<${tag}${left.includes(at) ? '' : ' class="figure"'}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<div class="wide"><table>${row('th', names)}${rows.map((cells) => row('td', cells)).join('')}</table></div>`
}

const html = (report: Report): string =>
  [
    `<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>AICWD report</title><style>${style}</style>`,
    `<h1>The last ${escaped(report.metrics.window)}</h1><p>Until ${escaped(report.metrics.at)}</p>`,
    `<table class="facts">${lines(report)
      .map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
      .join('')}</table>`,
    '<h2>Where the most is wasted</h2>',
    report.topWaste.length > 0
      ? htmlTable(columns, report.topWaste.map(cells), namesOfWaste)
      : '<p>Nothing is wasted, or nothing is there.</p>',
    ...(report.drift.length > 0 ? ['<h2>Drift over 24 h</h2>', htmlTable(driftColumns, report.drift.map(driftCells), namesOfDrift)] : []),
    '</html>',
  ].join('\n')

/** `JSON.stringify` leaves the upper control characters as they are. */
const json = ({ metrics, topWaste: rows, drift }: Report): string =>
  JSON.stringify({ metrics, topWaste: rows, drift, alerts: [] }).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )

/** How a report is written, by the name of the format. */
export const writers = new Map([
  ['text', text],
  ['md', md],
  ['html', html],
  ['json', json],
])

export const report: AddCommand = (program, settings, configOf) => {
  settings(program.command('report').description('the figures of production and where the most is wasted'), 'client')
    .option('--since <duration>', 'how far back', '24h')
    .option('--format <name>', 'text, json, md or html', 'text')
    .option('--json', 'the same as --format json')
    .action(async ({ since, format, json: machines }: { since: string; format: string; json?: boolean }, command) => {
      const write = writers.get(machines ? 'json' : format)
      if (write === undefined) throw new StartError(`there is no format "${format}": write ${[...writers.keys()].join(', ')}`)
      await connected(configOf(command), async (connection) => {
        const { from, metrics } = await metricsSince(connection, since)
        process.stdout.write(
          `${write({ metrics, topWaste: await topWaste(connection, from, 'route'), drift: await drifts(connection) })}\n`,
        )
      })
    })
}
