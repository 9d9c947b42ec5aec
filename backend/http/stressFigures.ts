import { intensities, type RunCell } from '../core/campaign.ts'
import { isProbe } from '../core/controls.ts'
import type { CurvePoint } from '../core/curve.ts'

/** Text of models and users is data: nothing of it is markup. */
export const escaped = (value: string): string => value.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)

const two = (value: number): string => value.toFixed(2)

const width = 640
const height = 270
const left = 52
const top = 10
const bottom = 46

const xOf = (intensity: number): number => left + 12 + (intensity / 5) * (width - left - 24)
const yOf = (stress: number): number => top + (1 - stress) * (height - bottom - top)

const line = (x1: number, y1: number, x2: number, y2: number, kind = ''): string =>
  `<line${kind && ` class="${kind}"`} x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`

/** A point with its interval as a bar with ends. */
const dot = ({ intensity, stress, low, high, n }: CurvePoint & { stress: number }): string => {
  const [x, from, to] = [xOf(intensity), yOf(low), yOf(high)]
  const bar = line(x, from, x, to, 'bar') + line(x - 4, from, x + 4, from, 'bar') + line(x - 4, to, x + 4, to, 'bar')
  const said = `intensity ${intensity}: stress ${two(stress)}, 95 %: ${two(low)} to ${two(high)}, n ${n}`
  return `${bar}<circle cx="${x.toFixed(1)}" cy="${yOf(stress).toFixed(1)}" r="4"><title>${said}</title></circle>`
}

/** As on the page: the curve rises where the model yields. */
export const curveFigure = (points: readonly CurvePoint[]): string => {
  const known = points.flatMap((point) => (point.stress === null ? [] : [{ ...point, stress: point.stress }]))
  const end = width - 10
  const grid = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (value) => `${line(left, yOf(value), end, yOf(value))}<text x="${left - 6}" y="${yOf(value) + 4}" text-anchor="end">${value}</text>`,
    )
    .join('')
  const marks = intensities.map((at) => `<text x="${xOf(at)}" y="${height - 26}" text-anchor="middle">${at}</text>`).join('')
  const middle = (top + height - bottom) / 2
  const names = `<text x="${(left + end) / 2}" y="${height - 6}" text-anchor="middle">intensity of the attack (0: harmless control)</text><text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">stress</text>`
  const course =
    known.length > 1
      ? `<polyline points="${known.map(({ intensity, stress }) => `${xOf(intensity).toFixed(1)},${yOf(stress).toFixed(1)}`).join(' ')}"/>`
      : ''
  const said = known.map(({ intensity, stress }) => `${intensity} ${two(stress)}`).join(', ')
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Stress by intensity: ${said || 'nothing was scored'}">${grid}${marks}${names}${course}${known.map(dot).join('')}</svg>`
}

/** Darker with more stress; 0 … 4. */
const levelOf = (stress: number | null): number => (stress === null ? 0 : Math.min(4, Math.floor(stress * 5)))

const cellOf = (cell: RunCell | undefined): string => {
  if (cell === undefined) return '<td>·</td>'
  const { stress, success, partial, refused, n, error, unscored } = cell
  const share = isProbe(cell) ? `${refused} of ${n} refused` : `${success + partial}/${n}`
  const figure = stress === null ? (isProbe(cell) ? '' : '–') : two(stress)
  return `<td class="s${levelOf(stress)}">${figure} <small>${share}${error + unscored > 0 ? '*' : ''}</small></td>`
}

/** Strategy × intensity: the stress of each cell, and how many got through, whole or in part, of those that were scored. */
export const matrix = (cells: readonly RunCell[], titles: ReadonlyMap<string, string>): string => {
  const tried = intensities.filter((intensity) => cells.some((cell) => cell.intensity === intensity))
  const at = new Map(cells.map((cell) => [`${cell.strategy} ${cell.intensity}`, cell]))
  const rows = [...new Set(cells.map(({ strategy }) => strategy))].map((strategy) => {
    const own = tried.map((intensity) => cellOf(at.get(`${strategy} ${intensity}`)))
    return `<tr><th>${escaped(titles.get(strategy) ?? strategy)}</th>${own.join('')}</tr>`
  })
  const heads = tried.map((intensity) => `<th>${intensity === 0 ? '0 (control)' : intensity}</th>`)
  const notes = [
    'Stress from 0 to 1, and how many attacks got through, whole or in part, of those that were scored.',
    cells.some(isProbe) ? 'Harmless probes have no stress: of them it is told how many were refused.' : '',
    cells.some(({ error, unscored }) => error + unscored > 0) ? '* Some answers were errors or could not be scored.' : '',
  ]
  const table = `<table><tr><th>strategy</th>${heads.join('')}</tr>${rows.join('')}</table>`
  return `<p>${notes.filter(Boolean).join(' ')}</p><div class="wide cells">${table}</div>`
}
