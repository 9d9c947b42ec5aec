import { CategoryScale, Chart, type ChartConfiguration, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import { useCallback, useRef } from 'preact/hooks'
import { answersMoved } from '../../../backend/core/drift.ts'
import { type Domain, hold } from '../../lib/axis.ts'
import { type DriftPoint, type DriftRow, gaugePoints, gauges } from '../../lib/drift.ts'
import { three } from '../../lib/format.ts'
import { moment } from '../../lib/time.ts'
import { go, here, rangePatch, utc } from '../../state/address.ts'
import { courseBounds, courseBucketMs } from '../../state/drift.ts'
import { type Box, Canvas, colour, font } from '../chart/index.tsx'
import { timeScale } from '../timeline/axis.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Tooltip)

/** Meaning is strong, the others quiet: each has its own dashes. */
const looks = {
  semanticDrift: { hue: 'accent', width: 4, dash: [] },
  styleDrift: { hue: 'overthinking', width: 1.5, dash: [6, 3] },
  promptDrift: { hue: 'filler', width: 1.5, dash: [2, 3] },
  length: { hue: 'low', width: 1.5, dash: [8, 3, 2, 3] },
  reasoning: { hue: 'repetition', width: 1.5, dash: [1, 2] },
} satisfies Record<(typeof gauges)[number]['id'], { hue: string; width: number; dash: number[] }>

const mark = (label: string, from: [number, number], to: [number, number], hue: string, dash: number[], width = 1) => ({
  label,
  data: [from, to].map(([x, y]) => ({ x, y })),
  borderColor: colour(hue),
  borderWidth: width,
  borderDash: dash,
  pointRadius: 0,
  pointHitRadius: 0,
})

interface Span {
  from: number
  to: number
}

/** The baseline, as far as it lies in the span, and when the drift began. */
const marksOf = ({ baseline, since }: DriftRow, { from, to }: Span, top: number) => {
  const begun = since === null ? null : Date.parse(since)
  const base = baseline === null ? null : { from: Math.max(from, Date.parse(baseline.from)), to: Math.min(to, Date.parse(baseline.to)) }
  return [
    mark('alert', [from, answersMoved], [to, answersMoved], 'bad', [4, 4]),
    ...(base !== null && base.from < base.to ? [mark('baseline', [base.from, 0], [base.to, 0], 'good', [], 8)] : []),
    ...(begun !== null && begun > from && begun < to ? [mark('since', [begun, 0], [begun, top], 'ink', [1, 3])] : []),
  ]
}

const configOf = (rows: readonly DriftPoint[], row: DriftRow, span: Span, domain: Domain): ChartConfiguration<'line'> => ({
  type: 'line',
  data: {
    datasets: [
      ...gauges.map(({ id, name, value }) => ({
        label: name,
        data: gaugePoints(rows, span, courseBucketMs, value).map(({ at, value: y }) => ({ x: at, y: y as number })),
        borderColor: colour(looks[id].hue),
        backgroundColor: colour(looks[id].hue),
        borderWidth: looks[id].width,
        borderDash: [...looks[id].dash],
        pointRadius: id === 'semanticDrift' ? 2 : 0,
        pointHoverRadius: 4,
        spanGaps: false,
        // Where lines meet, as all do at 0, the thin ones are seen on the strong one
        order: id === 'semanticDrift' ? 1 : 0,
        // A point on the edge is drawn whole
        clip: 6,
      })),
      ...marksOf(row, span, domain.max),
    ],
  },
  options: {
    animation: false,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    interaction: { mode: 'index', axis: 'x', intersect: false },
    scales: {
      x: timeScale(span.from, span.to),
      y: {
        ...domain,
        grid: { color: colour('line') },
        border: { display: false },
        ticks: { color: colour('quiet'), font, maxTicksLimit: 6 },
      },
    },
    plugins: {
      tooltip: {
        displayColors: false,
        filter: ({ datasetIndex }) => datasetIndex < gauges.length,
        callbacks: {
          title: ([item]) => (item ? moment(item.parsed.x ?? 0, utc.value) : ''),
          label: ({ parsed, dataset }) => `${dataset.label} ${three(parsed.y ?? 0)}`,
        },
      },
    },
  },
})

/** The gauges of a route hour by hour; gaps stay gaps, dragging makes the range. */
export const Course = ({ rows, row }: { rows: readonly DriftPoint[]; row: DriftRow }) => {
  const domain = useRef<Domain | null>(null)
  const span = courseBounds.value
  const values = rows.flatMap((point) => gauges.flatMap(({ value }) => value(point) ?? []))
  const held = hold(domain.current, values, { min: 0, max: 0.4 })
  domain.current = held
  // A new config only for new points; `utc` moves the marks
  const config = useCallback(
    () => configOf(rows, row, span, held),
    [JSON.stringify([rows, row.since, row.baseline]), span.from, held, utc.value],
  )
  const zoom = ({ x: [from, to] }: Box) => go(here(rangePatch({ from: Math.round(from), to: Math.round(to) })))
  return <Canvas label={`Drift by hour: ${rows.length} hours with logs`} config={config} onBrush={zoom} />
}

/** Only the gauges that have a value somewhere, and the baseline where it lies in the span. */
export const CourseLegend = ({ rows, row: { baseline } }: { rows: readonly DriftPoint[]; row: DriftRow }) => (
  <ul class="curve-legend small">
    {gauges
      .filter(({ value }) => rows.some((row) => value(row) !== null))
      .map(({ id, name }) => (
        <li key={id}>
          <svg width="24" height="8" aria-hidden="true">
            <line x1="0" x2="24" y1="4" y2="4" class={looks[id].hue} stroke-dasharray={looks[id].dash.join(' ') || 'none'} />
          </svg>{' '}
          {name}
        </li>
      ))}
    {baseline !== null && Date.parse(baseline.to) > courseBounds.value.from && (
      <li>
        <span class="baseline-mark" aria-hidden="true" /> baseline
      </li>
    )}
  </ul>
)
