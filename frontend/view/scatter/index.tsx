import './index.css'
import { Chart, type ChartConfiguration, LinearScale, LogarithmicScale, PointElement, ScatterController, Tooltip } from 'chart.js'
import { useCallback, useRef, useState } from 'preact/hooks'
import { type Domain, hold, logTicks, roundDown, roundUp } from '../../lib/axis.ts'
import { bandOf, bands } from '../../lib/bands.ts'
import { scoredOf } from '../../lib/figures.ts'
import { count, many, none, or, three, wasteText } from '../../lib/format.ts'
import type { Head } from '../../lib/wire.ts'
import { filters, go, here, link, range, rangePatch } from '../../state/address.ts'
import { heads, summary } from '../../state/dashboard.ts'
import { known } from '../../state/remote.ts'
import { type Box, Canvas, colour, font } from '../chart/index.tsx'
import { Empty, Panel, Shown } from '../panel/index.tsx'

Chart.register(ScatterController, PointElement, LinearScale, LogarithmicScale, Tooltip)

interface Dot {
  x: number
  y: number
  head: Head
}

const dotsOf = (list: readonly Head[]): Dot[] =>
  list.flatMap((head) => (head.tokenEfficiency === null || head.tokens <= 0 ? [] : [{ x: head.tokens, y: head.tokenEfficiency, head }]))

const sets = (dots: readonly Dot[]) =>
  bands.map((band) => ({
    label: band.name,
    data: dots.filter(({ head }) => bandOf(head.cognitiveWaste ?? 1) === band),
    pointStyle: band.shape,
    pointRadius: band.upTo > 2.5 ? 5 : 3.5,
    pointHoverRadius: 6,
    backgroundColor: `${colour(band.colour)}99`,
    borderColor: colour(band.colour),
    borderWidth: 1,
    // A point on the edge is drawn whole.
    clip: 8,
  }))

interface Axes {
  x: Domain
  y: Domain
}

const configOf = (dots: readonly Dot[], { x, y }: Axes): ChartConfiguration<'scatter', Dot[]> => ({
  type: 'scatter',
  data: { datasets: sets(dots) },
  options: {
    animation: false,
    maintainAspectRatio: false,
    parsing: false,
    interaction: { mode: 'nearest', intersect: true },
    scales: {
      x: {
        type: 'logarithmic',
        ...x,
        title: { display: true, text: 'billed tokens (log)', color: colour('quiet'), font },
        grid: { color: colour('line') },
        border: { color: colour('line') },
        ticks: { color: colour('quiet'), font, maxRotation: 0, callback: (value) => count(Number(value)) },
        afterBuildTicks: (scale) => {
          scale.ticks = logTicks(x).map((value) => ({ value }))
        },
      },
      y: {
        ...y,
        title: { display: true, text: 'token efficiency', color: colour('quiet'), font },
        grid: { color: colour('line') },
        border: { display: false },
        ticks: { color: colour('quiet'), font, maxTicksLimit: 6 },
      },
    },
    plugins: {
      tooltip: {
        displayColors: false,
        callbacks: {
          label: ({ raw }) => {
            const { head } = raw as Dot
            return [
              `${head.model}${head.route ? ` · ${head.route}` : ''}`,
              `efficiency ${or(head.tokenEfficiency, three)} · waste ${or(head.cognitiveWaste, wasteText)} · ${count(head.tokens)} tokens`,
              head.preview.slice(0, 60),
            ]
          },
        },
      },
    },
  },
})

const Legend = () => (
  <ul class="legend" aria-label="Colours: cognitive waste">
    <li>waste</li>
    {bands.map(({ name, colour: hue, shape }) => (
      <li key={name}>
        <span class={`dot ${hue} ${shape}`} aria-hidden="true" /> {name}
      </li>
    ))}
  </ul>
)

const Chosen = ({ chosen, clear }: { chosen: readonly Head[]; clear: () => void }) => {
  const times = chosen.map(({ timestamp }) => Date.parse(timestamp))
  const from = Math.min(...times)
  const to = Math.max(...times)
  return (
    <div class="selection">
      <p class="row">
        <strong>{chosen.length} chosen</strong>
        <button type="button" class="text" onClick={() => go(here(rangePatch({ from, to: to + 1000 })))}>
          Narrow the range to them
        </button>
        <button type="button" class="text" onClick={clear}>
          Clear
        </button>
      </p>
      <ol>
        {chosen.slice(0, 12).map((head) => (
          <li key={head.id}>
            <a class="clip" href={link(['logs', head.id])}>
              {head.preview || '(no prompt)'}
            </a>
            <span class="quiet">{or(head.cognitiveWaste, wasteText)}</span>
          </li>
        ))}
      </ol>
      {chosen.length > 12 && <p class="small quiet">and {chosen.length - 12} more</p>}
    </div>
  )
}

/** The middle of what there is: axes grow from here. */
const leastOf = (dots: readonly Dot[]): Domain => {
  const some = dots[0]?.x ?? 100
  return { min: roundDown(some), max: roundUp(some * 1.5) }
}

const Plot = ({ list }: { list: readonly Head[] }) => {
  const [box, setBox] = useState<Box | null>(null)
  const axes = useRef<{ key: string; x: Domain; y: Domain } | null>(null)
  const dots = dotsOf(list)
  const key = JSON.stringify([range.value, filters.value])
  const before = axes.current?.key === key ? axes.current : null
  const xs = dots.map(({ x }) => x)
  const ys = dots.map(({ y }) => y)
  const x = hold(before?.x ?? null, xs, leastOf(dots))
  const y = hold(before?.y ?? null, ys, { min: 0, max: 0.5 })
  axes.current = { key, x, y }
  // The dots are of the list
  const config = useCallback(() => configOf(dots, { x, y }), [list, x, y])
  if (dots.length === 0) return <Empty>No log of this range has output, so there is nothing to compare with what was billed.</Empty>
  const chosen = box === null ? [] : dots.filter(({ x, y }) => x >= box.x[0] && x <= box.x[1] && y >= box.y[0] && y <= box.y[1])
  const pick = (chart: Chart<'scatter', Dot[]>, event: PointerEvent) => {
    const [hit] = chart.getElementsAtEventForMode(event, 'nearest', { intersect: true }, false)
    const dot = hit && chart.data.datasets[hit.datasetIndex]?.data[hit.index]
    if (dot) go(link(['logs', dot.head.id]))
    else setBox(null)
  }
  return (
    <>
      <Canvas
        label={`${dots.length} logs by billed tokens and token efficiency; the list below has them as text`}
        config={config as never}
        onBrush={setBox}
        onPick={pick as never}
        tall
      />
      <p class="small quiet foot">
        {dots.length === 1 ? 'the one log with output' : `the newest ${many(dots.length, 'log')} with output`}
        {list.length > dots.length ? ` (${count(list.length - dots.length)} without are left out)` : ''} · click opens one, dragging chooses
      </p>
      {box !== null && chosen.length > 0 && <Chosen chosen={chosen.map(({ head }) => head)} clear={() => setBox(null)} />}
    </>
  )
}

/** Token efficiency against size: what was billed, and how much of it came out as useful text. */
export const Scatter = () => {
  const row = known(summary.value)
  return (
    <Panel
      name="scatter"
      title="Token efficiency"
      aside={
        <>
          <strong title="useful visible tokens ÷ all billed tokens, over the range">
            {row === null ? none : or(row.tokenEfficiency, three)}
          </strong>
          {row !== null && row.tokenEfficiency !== null && <span class="small quiet">n {count(scoredOf(row))}</span>}
          <Legend />
        </>
      }
    >
      <Shown held={heads.value}>{(list) => <Plot list={list} />}</Shown>
    </Panel>
  )
}
