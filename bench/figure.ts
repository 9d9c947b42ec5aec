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

/** No figures, and a line that says why. */
export const skipped = (name: string): Figure[] => {
  console.log(`${name} | skipped: ../shared/data/alpaca_eval is absent`)
  return []
}
