import './index.css'
import { signal } from '@preact/signals'
import { type HeatMetric, heatMetrics } from '../../lib/figures.ts'
import { many, none } from '../../lib/format.ts'
import { clockTime, moment } from '../../lib/time.ts'
import type { MetricsRow } from '../../lib/wire.ts'
import { go, link, patch, query, rangePatch, utc } from '../../state/address.ts'
import { heat, heatStart, readAt } from '../../state/dashboard.ts'
import { known } from '../../state/remote.ts'
import { Panel, Shown } from '../panel/index.tsx'

const quarter = 900_000
const levels = 5

interface Cell {
  at: number
  row: MetricsRow | undefined
  value: number | null
  future: boolean
}

const cellsOf = (rows: readonly MetricsRow[], start: number, metric: HeatMetric): Cell[] => {
  const byStart = new Map(rows.map((row) => [Date.parse(row.bucket), row]))
  return Array.from({ length: 96 }, (_, index) => {
    const at = start + index * quarter
    const row = byStart.get(at)
    return { at, row, value: row === undefined ? null : metric.value(row), future: at > readAt.value }
  })
}

/** 1…5 by where a value lies between the lowest and the highest shown; 0 for none. */
export const levelOf = (value: number | null, low: number, high: number): number => {
  if (value === null) return 0
  return high === low ? 1 : 1 + Math.min(levels - 1, Math.floor(((value - low) / (high - low)) * levels))
}

const named = ({ at, row, value, future }: Cell, metric: HeatMetric): string => {
  const when = `${moment(at, utc.value)} – ${clockTime(at + quarter, utc.value)}`
  if (future) return `${when}: not yet`
  if (row === undefined) return `${when}: no logs`
  return `${when}: ${metric.name} ${value === null ? `${none} (no data)` : metric.format(value)}, ${many(row.count, 'log')}`
}

const shown = signal<string | null>(null)
const focused = signal(95)

const keys: Record<string, number> = { ArrowLeft: -4, ArrowRight: 4, ArrowUp: -1, ArrowDown: 1 }

const onKeyDown = (event: KeyboardEvent): void => {
  const by = keys[event.key]
  if (by === undefined) return
  event.preventDefault()
  focused.value = Math.min(95, Math.max(0, focused.value + by))
  document.querySelector<HTMLElement>(`[data-cell="${focused.value}"]`)?.focus()
}

const open = ({ at }: Cell): void =>
  go(link(['logs'], { ...rangePatch({ from: at, to: at + quarter }), source: query.value.source ?? 'production' }))

const Square = ({ cell, index, metric, level }: { cell: Cell; index: number; metric: HeatMetric; level: number }) => {
  const name = named(cell, metric)
  const tell = () => (shown.value = name)
  return (
    <button
      type="button"
      data-cell={index}
      class={cell.future ? 'cell future' : cell.row === undefined ? 'cell nothing' : `cell level${level}`}
      aria-label={name}
      tabIndex={focused.value === index ? 0 : -1}
      onFocus={() => {
        focused.value = index
        tell()
      }}
      onPointerEnter={tell}
      onClick={() => cell.row !== undefined && open(cell)}
    />
  )
}

const Scale = ({ metric, low, high }: { metric: HeatMetric; low: number; high: number }) => (
  <span class="scale">
    {metric.format(low)}
    {Array.from({ length: levels }, (_, index) => (
      <span key={index} class={`cell level${index + 1}`} aria-hidden="true" />
    ))}
    {metric.format(high)}
  </span>
)

const Grid = ({ rows, metric }: { rows: readonly MetricsRow[]; metric: HeatMetric }) => {
  const cells = cellsOf(rows, heatStart.value, metric)
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return (
    <>
      <section
        class="heat"
        aria-label={`24 hours by quarter-hour: ${metric.name}`}
        onKeyDown={onKeyDown}
        onPointerLeave={() => (shown.value = null)}
      >
        <span aria-hidden="true" />
        {['0 min', '15 min', '30 min', '45 min'].map((label) => (
          <span key={label} class="label" aria-hidden="true">
            {label}
          </span>
        ))}
        {cells.map((cell, index) => (
          <>
            {index % 4 === 0 && (
              <span key={`h${cell.at}`} class="label hour" aria-hidden="true">
                {clockTime(cell.at, utc.value).slice(0, 2)}
              </span>
            )}
            <Square key={cell.at} cell={cell} index={index} metric={metric} level={levelOf(cell.value, low, high)} />
          </>
        ))}
      </section>
      <p class="row small quiet told">
        <span aria-live="polite">
          {shown.value ?? (values.length === 0 ? 'No logs in these 24 hours.' : 'A cell opens the logs of its quarter-hour.')}
        </span>
        {values.length > 0 && <Scale metric={metric} low={low} high={high} />}
      </p>
    </>
  )
}

/** One day in quarter-hours: four rows, or four columns where the page is narrow. */
export const Heatmap = () => {
  const metric = heatMetrics.find(({ id }) => id === query.value.heat) ?? (heatMetrics[0] as HeatMetric)
  const rows = known(heat.value)
  return (
    <Panel
      name="heatmap"
      title="24 hours"
      aside={
        <label class="small quiet push">
          shows{' '}
          <select value={metric.id} onChange={({ currentTarget }) => patch({ heat: currentTarget.value })}>
            {heatMetrics.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {rows === null ? <Shown held={heat.value}>{() => null}</Shown> : <Grid rows={rows} metric={metric} />}
    </Panel>
  )
}
