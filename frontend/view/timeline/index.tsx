import { CategoryScale, Chart, type ChartConfiguration, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import { useCallback, useRef } from 'preact/hooks'
import { type Domain, hold } from '../../lib/axis.ts'
import type { Point } from '../../lib/series.ts'
import { moment } from '../../lib/time.ts'
import { go, here, rangePatch, utc } from '../../state/address.ts'
import { type Box, Canvas, colour, font } from '../chart/index.tsx'
import { timeScale } from './axis.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Tooltip)

interface TimelineProps {
  name: string
  points: readonly Point[]
  format: (value: number) => string
  threshold?: number
  /** The lowest value there can be. */
  lowest?: number
}

type Shape = TimelineProps & { domain: Domain }

const configOf = ({ name, points, format, threshold, domain }: Shape): ChartConfiguration<'line'> => {
  const first = points[0]?.at ?? 0
  const last = points.at(-1)?.at ?? first + 1
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
        x: timeScale(first, last),
        y: {
          ...domain,
          grid: { color: colour('line') },
          border: { display: false },
          ticks: { color: colour('quiet'), font, maxTicksLimit: 5, callback: (value) => format(Number(value)) },
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
