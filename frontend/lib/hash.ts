import { type PresetId, presets, type Range } from './range.ts'

/** Where the page is: a path and a query, both behind the hash, so that it also opens from a file. */
export interface Address {
  /** '' for the dashboard, else segments without slashes: ['logs', '<id>']. */
  path: string[]
  query: Record<string, string>
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

export const readHash = (hash: string): Address => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s)
  return { path: path.split('/').filter(Boolean).map(decode), query: Object.fromEntries(new URLSearchParams(query)) }
}

/** The hash of an address; empty values are left out, names are sorted, so that one state has one address. */
export const writeHash = (path: readonly string[], query: Record<string, string | undefined>): string => {
  const given = Object.entries(query)
    .flatMap(([name, value]): [string, string][] => (value === undefined || value === '' ? [] : [[name, value]]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const text = new URLSearchParams(given).toString().replaceAll('%3A', ':')
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`
}

const timeOf = (text: string | undefined): number | null => {
  if (text === undefined) return null
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : null
}

/** The range in a query: `from` and `to` (ISO 8601 or epoch ms), else `range`, else the last 24 hours. */
export const rangeIn = (query: Record<string, string>): Range => {
  const from = timeOf(query.from)
  const to = timeOf(query.to)
  if (from !== null && to !== null && from < to) return { from, to }
  const preset = presets.find(({ id }) => id === query.range)
  return { preset: preset?.id ?? '24h' }
}

/** The part of a query that says a range. */
export const rangeQuery = (range: Range): { from?: string; to?: string; range?: PresetId } =>
  'from' in range
    ? { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() }
    : range.preset === '24h'
      ? {}
      : { range: range.preset }
