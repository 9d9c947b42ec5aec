import { type Point, stretches } from '../../lib/series.ts'

const width = 120
const height = 24

/** A trend without axes: gaps stay gaps, a lone point is a dot. Decoration: the figure opens the chart with numbers. */
export const Spark = ({ points }: { points: readonly Point[] }) => {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const low = Math.min(...values)
  const high = Math.max(...values)
  const x = (index: number) => ((index + 0.5) / points.length) * width
  const y = (value: number) => (high === low ? height / 2 : height - 2 - ((value - low) / (high - low)) * (height - 4))
  const first = points[0]?.at ?? 0
  const step = (points[1]?.at ?? first + 1) - first
  const at = (point: Point) => x((point.at - first) / step)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {stretches(points).map((stretch) => (
        <polyline
          key={stretch[0]?.at}
          points={(stretch.length === 1 ? [stretch[0] as Point, stretch[0] as Point] : stretch)
            .map((point, index) => `${(at(point) + (stretch.length === 1 ? index - 0.5 : 0)).toFixed(1)},${y(point.value ?? 0).toFixed(1)}`)
            .join(' ')}
        />
      ))}
    </svg>
  )
}
