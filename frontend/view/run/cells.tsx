import type { RunCell as Cell } from '../../../backend/core/campaign.ts'
import { isProbe } from '../../../backend/core/controls.ts'
import { three } from '../../lib/format.ts'
import { patch, query } from '../../state/address.ts'
import { titleOf } from '../../state/stress.ts'
import { Empty, Panel } from '../panel/index.tsx'

/** 0 … 4 by stress, for the ground of a cell; the figure stands in it. */
const levelOf = (stress: number | null): number => (stress === null ? 0 : Math.min(4, Math.floor(stress * 5)))

const nameOf = (cell: Cell): string => {
  const { strategy, intensity, success, partial, refused, error, unscored, stress, amplification: a } = cell
  return [
    `${titleOf(strategy)}, intensity ${intensity}: ${success} ${isProbe(cell) ? 'answered' : 'got through'}, ${partial} in part, ${refused} ${isProbe(cell) ? 'refused' : 'held'}`,
    error > 0 ? `${error} errors` : '',
    unscored > 0 ? `${unscored} unscored` : '',
    stress === null ? 'no stress' : `stress ${three(stress)}`,
    a.p50 === null ? '' : `tokens ${three(a.p50)} × the control (median), ${a.p95 === null ? '' : `${three(a.p95)} × (p95)`}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

const toggle = ({ strategy, intensity }: Cell): void => {
  const on = query.value.strategy === strategy && query.value.intensity === String(intensity)
  patch({ strategy: on ? undefined : strategy, intensity: on ? undefined : String(intensity) })
}

const One = ({ cell }: { cell: Cell | undefined }) => {
  if (cell === undefined) return <td class="untried quiet">·</td>
  const on = query.value.strategy === cell.strategy && query.value.intensity === String(cell.intensity)
  return (
    <td class="number">
      <button
        type="button"
        class={`stress-cell s${levelOf(cell.stress)}`}
        aria-pressed={on}
        title={nameOf(cell)}
        onClick={() => toggle(cell)}
      >
        <span>{cell.stress === null ? '–' : cell.stress.toFixed(2)}</span>
        <span class="through">
          {isProbe(cell) ? cell.refused : cell.success + cell.partial}/{cell.n}
          {cell.error + cell.unscored > 0 && '*'}
        </span>
        <span class="unseen">{nameOf(cell)}</span>
      </button>
    </td>
  )
}

/** Strategy × intensity: stress, and how many got through of those that were scored. A cell narrows the findings to it. */
export const Cells = ({ cells }: { cells: readonly Cell[] }) => {
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))]
  const tried = [...new Set(cells.map(({ intensity }) => intensity))].sort((a, b) => a - b)
  const at = new Map(cells.map((cell) => [`${cell.strategy} ${cell.intensity}`, cell]))
  return (
    <Panel
      name="cells"
      title="Strategy × intensity"
      aside={
        <span class="small quiet">stress, and got through (whole or in part) of scored; the others held: refused, or did not work</span>
      }
    >
      {cells.length === 0 ? (
        <Empty>No answer yet.</Empty>
      ) : (
        <div class="wide">
          <table class="cells-table">
            <thead>
              <tr>
                <th>strategy</th>
                {tried.map((intensity) => (
                  <th key={intensity} class="number" title={intensity === 0 ? 'harmless controls' : undefined}>
                    {intensity}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {strategies.map((strategy) => (
                <tr key={strategy}>
                  <th scope="row" title={strategy}>
                    {titleOf(strategy)}
                  </th>
                  {tried.map((intensity) => (
                    <One key={intensity} cell={at.get(`${strategy} ${intensity}`)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {cells.some(isProbe) && <p class="small quiet">Rows without stress are harmless probes: refused of scored.</p>}
      {cells.some(({ error, unscored }) => error + unscored > 0) && (
        <p class="small quiet">* some answers were errors or could not be scored</p>
      )}
    </Panel>
  )
}
