/** One measured figure against its target. */
export interface Figure {
  name: string
  value: number
  unit: string
  target: string
  ok: boolean
}

export const atMost = (name: string, value: number, unit: string, limit: number): Figure => ({
  name,
  value,
  unit,
  target: `≤ ${limit}`,
  ok: value <= limit,
})

export const atLeast = (name: string, value: number, unit: string, limit: number): Figure => ({
  name,
  value,
  unit,
  target: `≥ ${limit}`,
  ok: value >= limit,
})
