export interface Domain {
  min: number
  max: number
}

const steps = [1, 1.5, 2, 3, 5, 7.5, 10]

/** The next round number at or above a positive value. */
export const roundUp = (value: number): number => {
  if (value <= 0) return 1
  const size = 10 ** Math.floor(Math.log10(value))
  return (steps.find((step) => step * size >= value * 0.9999) ?? 10) * size
}

/** The next round number at or below a positive value. */
export const roundDown = (value: number): number => {
  if (value <= 0) return value
  const size = 10 ** Math.floor(Math.log10(value))
  return (steps.findLast((step) => step * size <= value * 1.0001) ?? 1) * size
}

/** An axis that never jumps: it keeps what it was until a value lies outside, and then grows to a round number. `least` is always inside. */
export const hold = (previous: Domain | null, values: readonly number[], least: Domain): Domain => {
  let { min, max } = previous ?? least
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value > max) max = roundUp(value)
    if (value < min) min = roundDown(value)
  }
  return previous !== null && previous.min === min && previous.max === max ? previous : { min, max }
}

/** The marks of a log axis: few enough to read, whatever it spans. */
export const logTicks = ({ min, max }: Domain): number[] => {
  const leads = max / min <= 12 ? [1, 1.5, 2, 3, 4, 5, 7] : max / min <= 1500 ? [1, 2, 5] : [1]
  const decades = Array.from({ length: Math.ceil(Math.log10(max / min)) + 2 }, (_, index) => 10 ** (Math.floor(Math.log10(min)) + index))
  return decades.flatMap((decade) => leads.map((lead) => lead * decade)).filter((value) => value >= min * 0.999 && value <= max * 1.001)
}

/** Where a cognitive waste of 1…5 stands on a log scale, 0..1; beyond is clipped. */
export const gaugePosition = (waste: number): number => Math.min(1, Math.max(0, Math.log(waste) / Math.log(5)))
