import { figures, type Measured } from './figures.ts'
import { percent } from './format.ts'

/** A threshold a range is held against. */
export interface Rule {
  id: string
  name: string
  value: (row: Measured) => number | null
  format: (value: number) => string
  threshold: number
  text: string
  /** Scored logs below which nothing is said. */
  minCount?: number
}

const ofFigures: readonly Rule[] = figures.flatMap(({ id, title: name, value, format, threshold }) =>
  threshold === undefined ? [] : [{ id, name, value, format, threshold: threshold.value, text: threshold.text }],
)

/** A loop in one answer of a hundred hardly moves the ratio of the sums: the share of wasteful answers shows it. */
const wastefulShare: Rule = {
  id: 'wasteful-share',
  name: 'Share of logs above 2.5',
  value: (row) => row.wastefulShare,
  format: percent,
  threshold: 0.01,
  text: 'alert > 1\u202f%',
  minCount: 100,
}

/** Every rule, in the order of the figures; the share stands beside the waste it is a share of. */
export const watched: readonly Rule[] = ofFigures.flatMap((rule) => (rule.id === 'waste' ? [rule, wastefulShare] : [rule]))

/** Where a value stands against a rule, given how many scored logs there are. */
export const standingOf = (
  { threshold, minCount = 0 }: Rule,
  value: number | null,
  scored: number,
): 'no data' | 'too few' | 'over' | 'below' => {
  if (value === null) return 'no data'
  if (scored < minCount) return 'too few'
  return value > threshold ? 'over' : 'below'
}
