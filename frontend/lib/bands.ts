/** How wasteful a log is, in the four bands the scatter draws: a colour and a shape each. Upper bounds of cognitive waste, inclusive. */
export const bands = [
  { upTo: 1.1, name: '≤ 1.1', colour: 'low', shape: 'circle' },
  { upTo: 1.5, name: '1.1 – 1.5', colour: 'restatement', shape: 'circle' },
  { upTo: 2.5, name: '1.5 – 2.5', colour: 'filler', shape: 'rect' },
  { upTo: Number.POSITIVE_INFINITY, name: '> 2.5', colour: 'repetition', shape: 'triangle' },
] as const
export type Band = (typeof bands)[number]

export const bandOf = (waste: number): Band => bands.find(({ upTo }) => waste <= upTo) ?? bands[3]
