import { CategoryScale, Chart, type ChartConfiguration, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import { useCallback, useRef } from 'preact/hooks'
import { type Domain, hold } from '../../lib/axis.ts'
import type { Point } from '../../lib/series.ts'
import { clockTime, date, moment } from '../../lib/time.ts'
import { go, here, rangePatch, utc } from '../../state/address.ts'
import { type Box, Canvas, colour, font } from '../chart/index.tsx'

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Tooltip)

const day = 86_400_000
const ticks = [60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 6 * 3_600_000, 12 * 3_600_000, day, 2 * day, 7 * day, 30 * day, 90 * day]

/** A round step that gives at most eight marks. */
export const tickStep = (span: number): number => ticks.find((step) => span / step <= 8) ?? 365 * day

interface TimelineProps {
  name: string
  points: readonly Point[]
  format: (value: number) => string
  threshold?: number
  /** The lowest value there can be. */
  lowest?: number
}

const axis = (text: string) => ({ color: text, font, maxRotation: 0 })

type Shape = TimelineProps & { domain: Domain }

const configOf = ({ name, points, format, threshold, domain }: Shape): ChartConfiguration<'line'> => {
  const first = points[0]?.at ?? 0
  const last = points.at(-1)?.at ?? first + 1
  const step = tickStep(last - first)
  const line = (value: number) => [first, last].map((x) => ({ x, y: value }))
  return {
    type: 'line',
    data: {
      datasets: [
        {
          label: name,
          data: points.map(({ at, value }) => ({ x: at, y: value as number })),
          borderColor: colour('accent'),
          backgroundColor: colour('accent'),
          borderWidth: 1.5,
          pointRadius: points.length > 100 ? 0 : 1.5,
          pointHoverRadius: 4,
          spanGaps: false,
        },
        ...(threshold !== undefined && threshold <= domain.max
          ? [
              {
                label: 'alert',
                data: line(threshold),
                borderColor: colour('bad'),
                borderWidth: 1,
                borderDash: [4, 4],
                pointRadius: 0,
                pointHitRadius: 0,
              },
            ]
          : []),
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          type: 'linear',
          min: first,
          max: last,
          grid: { display: false },
          border: { color: colour('line') },
          ticks: {
            ...axis(colour('quiet')),
            stepSize: step,
            callback: (at) => (step >= day ? date(Number(at), utc.value) : clockTime(Number(at), utc.value)),
          },
          afterBuildTicks: (scale) => {
            const offset = utc.value ? 0 : new Date(first).getTimezoneOffset() * 60_000
            const from = Math.ceil((first - offset) / step) * step + offset
            scale.ticks = Array.from({ length: Math.max(0, Math.floor((last - from) / step) + 1) }, (_, index) => ({
              value: from + index * step,
            }))
          },
        },
        y: {
          ...domain,
          grid: { color: colour('line') },
          border: { display: false },
          ticks: { ...axis(colour('quiet')), maxTicksLimit: 5, callback: (value) => format(Number(value)) },
        },
      },
      plugins: {
        tooltip: {
          displayColors: false,
          filter: ({ datasetIndex }) => datasetIndex === 0,
          callbacks: {
            title: ([item]) => (item ? moment(item.parsed.x ?? 0, utc.value) : ''),
            label: ({ parsed }) => `${name} ${format(parsed.y ?? 0)}`,
          },
        },
      },
    },
  }
}

/** A figure over time; gaps stay gaps, the axis holds, dragging makes the range. */
export const Timeline = ({ name, points, format, threshold, lowest = 0 }: TimelineProps) => {
  const domain = useRef<{ name: string; held: Domain } | null>(null)
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const held = hold(domain.current?.name === name ? domain.current.held : null, values, { min: lowest, max: lowest + 1e-9 })
  domain.current = { name, held }
  // A new config only for new points; `utc` moves the marks
  const config = useCallback(
    () => configOf({ name, points, format, domain: held, ...(threshold !== undefined && { threshold }) }),
    [name, JSON.stringify(points), held, utc.value],
  )
  const zoom = ({ x: [from, to] }: Box) => go(here(rangePatch({ from: Math.round(from), to: Math.round(to) })))
  return <Canvas label={`${name} over time: ${values.length} points with data`} config={config} onBrush={zoom} />
}
