import './index.css'
import { Chart, type ChartConfiguration, LinearScale, LineController, LineElement, type Plugin, PointElement, Tooltip } from 'chart.js'
import { useCallback } from 'preact/hooks'
import type { CurvePoint } from '../../../backend/core/curve.ts'
import { many, three } from '../../lib/format.ts'
import { Canvas, colour, font } from '../chart/index.tsx'

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip)

/** How lines are told apart: a hue, a shape and dashes each. */
const looks = [
  { hue: 'repetition', shape: 'rect', dash: [6, 3] },
  { hue: 'overthinking', shape: 'triangle', dash: [2, 3] },
  { hue: 'filler', shape: 'rectRot', dash: [8, 3, 2, 3] },
  { hue: 'good', shape: 'crossRot', dash: [4, 2] },
] as const

export const mostLines = looks.length

export interface CurveLine {
  name: string
  points: readonly CurvePoint[]
}

interface Dot {
  x: number
  y: number
  point: CurvePoint
}

const dotsOf = (points: readonly CurvePoint[], shift: number): Dot[] =>
  points.flatMap((point) => (point.stress === null ? [] : [{ x: point.intensity + shift, y: point.stress, point }]))

/** The 95 % interval of each point as a bar with ends. */
const whiskers: Plugin<'line'> = {
  id: 'whiskers',
  beforeDatasetsDraw: ({ ctx, data, scales: { x, y } }) => {
    if (x === undefined || y === undefined) return
    ctx.save()
    for (const { data: dots, borderColor } of data.datasets) {
      ctx.strokeStyle = String(borderColor)
      ctx.lineWidth = 1
      for (const dot of dots as unknown as Dot[]) {
        if (dot.point === undefined) continue
        const at = x.getPixelForValue(dot.x)
        const [low, high] = [y.getPixelForValue(dot.point.low), y.getPixelForValue(dot.point.high)]
        ctx.beginPath()
        ctx.moveTo(at, low)
        ctx.lineTo(at, high)
        for (const end of [low, high]) {
          ctx.moveTo(at - 4, end)
          ctx.lineTo(at + 4, end)
        }
        ctx.stroke()
      }
    }
    ctx.restore()
  },
}

const lineSet = ({ name, points }: CurveLine, index: number) => {
  const look = looks[(index - 1) % looks.length] ?? looks[0]
  const strong = index === 0
  return {
    label: name,
    data: dotsOf(points, index * 0.06) as never[],
    borderColor: colour(strong ? 'accent' : look.hue),
    backgroundColor: colour(strong ? 'accent' : look.hue),
    borderWidth: strong ? 2 : 1.5,
    borderDash: strong ? [] : [...look.dash],
    pointStyle: strong ? ('circle' as const) : look.shape,
    pointRadius: strong ? 4 : 5,
    clip: 8,
    pointHoverRadius: 6,
  }
}

const alertAt = 0.7

const configOf = (lines: readonly CurveLine[]): ChartConfiguration<'line'> => ({
  type: 'line',
  plugins: [whiskers],
  data: {
    datasets: [
      ...lines.map(lineSet),
      {
        label: 'alert',
        data: [
          { x: -0.2, y: alertAt },
          { x: 5.4, y: alertAt },
        ],
        borderColor: colour('bad'),
        borderWidth: 1,
        borderDash: [4, 4],
        pointRadius: 0,
        pointHitRadius: 0,
      },
    ],
  },
  options: {
    animation: false,
    maintainAspectRatio: false,
    parsing: false,
    interaction: { mode: 'nearest', intersect: true },
    scales: {
      x: {
        type: 'linear',
        min: -0.2,
        max: 5.4,
        grid: { display: false },
        border: { color: colour('line') },
        title: { display: true, text: 'intensity of the attack (0: harmless control)', color: colour('quiet'), font },
        ticks: { color: colour('quiet'), font },
        afterBuildTicks: (scale) => {
          scale.ticks = [0, 1, 2, 3, 4, 5].map((value) => ({ value }))
        },
      },
      y: {
        min: 0,
        max: 1,
        grid: { color: colour('line') },
        border: { display: false },
        title: { display: true, text: 'stress', color: colour('quiet'), font },
        ticks: { color: colour('quiet'), font, stepSize: 0.2 },
      },
    },
    plugins: {
      tooltip: {
        displayColors: false,
        filter: ({ raw }) => (raw as Dot).point !== undefined,
        callbacks: {
          title: ([item]) => item?.dataset.label ?? '',
          label: ({ raw }) => {
            const { intensity, stress, low, high, n } = (raw as Dot).point
            return [`intensity ${intensity}: stress ${three(stress ?? 0)}`, `95 %: ${three(low)} to ${three(high)} · ${many(n, 'answer')}`]
          },
        },
      },
    },
  },
})

const said = ({ name, points }: CurveLine): string =>
  `${name}: ${points.map(({ intensity, stress }) => `${intensity} ${stress === null ? 'no data' : three(stress)}`).join(', ')}`

/** Stress by intensity with its intervals; the first line is the strong one. */
export const Curve = ({ lines }: { lines: readonly CurveLine[] }) => {
  const config = useCallback(() => configOf(lines), [JSON.stringify(lines)])
  return <Canvas label={`Stress by intensity of the attack. ${lines.map(said).join('. ')}`} config={config} />
}

export const CurveLegend = ({ lines }: { lines: readonly CurveLine[] }) => (
  <ul class="curve-legend small">
    {lines.map(({ name }, index) => {
      const look = looks[(index - 1) % looks.length] ?? looks[0]
      return (
        <li key={name}>
          <svg width="24" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="24"
              y1="4"
              y2="4"
              class={index === 0 ? 'accent' : look.hue}
              {...(index > 0 && { 'stroke-dasharray': look.dash.join(' ') })}
            />
          </svg>{' '}
          {name}
        </li>
      )
    })}
  </ul>
)
