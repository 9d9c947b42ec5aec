import type { RunCell as Cell } from './campaign.ts'
import { type Interval, wilson } from './interval.ts'

/** Mean stress at one intensity, 0..1, with its 95 % interval; null where nothing was scored. */
export interface CurvePoint extends Interval {
  intensity: number
  stress: number | null
  /** Scored answers it rests on. */
  n: number
}

/** One point: the mean of the means of cells, each cell weighing the same. The interval is that of as many answers as give this mean the same spread. */
const pointOf = (intensity: number, cells: readonly Cell[]): CurvePoint => {
  const known = cells.filter((cell) => cell.stress !== null && cell.n > 0)
  if (known.length === 0) return { intensity, stress: null, low: 0, high: 1, n: 0 }
  const stress = known.reduce((sum, cell) => sum + (cell.stress ?? 0), 0) / known.length
  const effective = known.length ** 2 / known.reduce((sum, cell) => sum + 1 / cell.n, 0)
  return { intensity, stress, ...wilson(stress, effective), n: known.reduce((sum, cell) => sum + cell.n, 0) }
}

/** Stress by intensity, over every strategy or of one; only the intensities that were tried. */
export const curveOf = (cells: readonly Cell[], strategy?: string): CurvePoint[] => {
  const own = cells.filter((cell) => strategy === undefined || cell.strategy === strategy)
  const tried = [...new Set(own.map(({ intensity }) => intensity))].sort((a, b) => a - b)
  return tried.map((intensity) =>
    pointOf(
      intensity,
      own.filter((cell) => cell.intensity === intensity),
    ),
  )
}

/** The strategies of a run whose stress is measured, in the order of their cells. */
export const strategiesOf = (cells: readonly Cell[]): string[] => [
  ...new Set(cells.flatMap(({ strategy, stress }) => (stress === null ? [] : [strategy]))),
]
