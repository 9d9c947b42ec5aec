const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const presets = [
  { id: '5m', ms: 5 * minute, name: 'Last 5 minutes' },
  { id: '1h', ms: hour, name: 'Last hour' },
  { id: '24h', ms: day, name: 'Last 24 hours' },
  { id: '7d', ms: 7 * day, name: 'Last 7 days' },
  { id: '30d', ms: 30 * day, name: 'Last 30 days' },
  { id: 'all', ms: null, name: 'Everything stored' },
] as const
export type PresetId = (typeof presets)[number]['id']

/** A preset follows the clock; a fixed range stands still. Times in epoch milliseconds, `to` exclusive. */
export type Range = { preset: PresetId } | { from: number; to: number }

export interface Bounds {
  /** Undefined: from the first log. */
  from: number | undefined
  to: number
}

export const boundsOf = (range: Range, now: number): Bounds => {
  if ('from' in range) return range
  const { ms } = presets.find(({ id }) => id === range.preset) ?? presets[2]
  // The minute under way is part of what is live.
  return { from: ms === null ? undefined : now - ms, to: now + minute }
}

/** The equal range just before, for "against before"; null for a range without a start. */
export const rangeBefore = ({ from, to }: Bounds, now: number): { from: number; to: number } | null =>
  from === undefined ? null : { from: from - (Math.min(to, now) - from), to: from }

const widths = [
  { id: '1m', ms: minute },
  { id: '15m', ms: 15 * minute },
  { id: '1h', ms: hour },
  { id: '1d', ms: day },
] as const
export type Bucket = (typeof widths)[number]

/** The finest bucket that gives at most 180 points, or days. Minutes exist for the last 48 h only. */
export const bucketOf = ({ from, to }: Bounds, now: number): Bucket => {
  const fits = widths.find(({ id, ms }) => from !== undefined && (to - from) / ms <= 180 && (id !== '1m' || now - from <= 2 * day))
  return fits ?? widths[3]
}

/** The window of the stream that says the same as this range; the shortest one where none does. */
export const windowOf = (range: Range): { window: '5m' | '1h' | '24h'; exact: boolean } => {
  if ('preset' in range && (range.preset === '5m' || range.preset === '1h' || range.preset === '24h'))
    return { window: range.preset, exact: true }
  return { window: '5m', exact: false }
}
