import { describe, expect, it } from 'vitest'
import type { RunCell as Cell } from './campaign.ts'
import { curveOf, strategiesOf } from './curve.ts'
import { wilson } from './interval.ts'

const cell = (strategy: string, intensity: Cell['intensity'], stress: number | null, scored: number, error = 0): Cell => ({
  strategy,
  intensity,
  n: scored,
  success: 0,
  partial: 0,
  refused: scored,
  error,
  unscored: 0,
  stress,
  amplification: { p50: null, p95: null },
})

describe('the resilience curve', () => {
  it('gives each strategy the same weight, however many prompts it had', () => {
    const [point] = curveOf([cell('a', 3, 1, 4), cell('b', 3, 0, 100)])
    expect(point?.stress).toBe(0.5)
    expect(point?.n).toBe(104)
  })
  it('has the interval of its own cell for one strategy, and a narrower one for more', () => {
    const cells = [cell('a', 2, 0.25, 8), cell('b', 2, 0.25, 8)]
    const [one] = curveOf(cells, 'a')
    expect(one).toMatchObject(wilson(0.25, 8))
    const [both] = curveOf(cells)
    expect(both?.low).toBeCloseTo(wilson(0.25, 16).low, 12)
  })
  it('keeps intensities in order, and draws nothing where nothing was scored', () => {
    const points = curveOf([cell('a', 5, 0.9, 3), cell('a', 0, 0, 3), cell('a', 3, null, 0, 4)])
    expect(points.map(({ intensity, stress }) => [intensity, stress])).toEqual([
      [0, 0],
      [3, null],
      [5, 0.9],
    ])
    expect(curveOf([])).toEqual([])
  })
  it('leaves out strategies that have no stress, as probes for over-refusal', () => {
    expect(strategiesOf([cell('a', 0, null, 0), cell('a', 1, 0.1, 2), cell('probe', 1, null, 2)])).toEqual(['a'])
  })
})
