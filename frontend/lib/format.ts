/** What stands where there is no data: never 0. */
export const none = '–'

const thin = '\u202f'
const minus = '\u2212'

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Three significant digits, whole numbers from 1,000 on grouped; no exponent, no needless zeros after whole counts. */
export const three = (value: number): string => {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const sign = value < 0 ? minus : ''
  if (size >= 999.5) return sign + grouped(String(Math.round(size)))
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Number(size.toPrecision(3)))))
  return sign + size.toFixed(Math.min(decimals, 12))
}

/** A count: whole up to 99,999, then three digits with k, M, G. */
export const count = (value: number): string => {
  if (Math.abs(value) < 99_999.5) return value < 0 ? minus + grouped(String(Math.round(-value))) : grouped(String(Math.round(value)))
  const [unit, size] = value >= 999.5e6 ? (['G', 1e9] as const) : value >= 999.5e3 ? (['M', 1e6] as const) : (['k', 1e3] as const)
  return three(value / size) + thin + unit
}

/** A share 0..1 as per cent. */
export const percent = (share: number): string => `${three(share * 100)}${thin}%`

/** Milliseconds, as ms below a second, then s, min, h, d. */
export const duration = (ms: number): string => {
  if (ms < 999.5) return `${three(ms)}${thin}ms`
  if (ms < 59_950) return `${three(ms / 1000)}${thin}s`
  if (ms < 3_597_000) return `${three(ms / 60_000)}${thin}min`
  if (ms < 86_360_000) return `${three(ms / 3_600_000)}${thin}h`
  return `${three(ms / 86_400_000)}${thin}d`
}

/** US dollars; small sums keep three digits. */
export const dollars = (usd: number): string => {
  if (usd === 0) return '$0'
  const size = Math.abs(usd)
  const text = size >= 0.995 && size < 999.5 ? size.toFixed(2) : size < 1e-7 ? '<\u202f0.0000001' : three(size)
  return `${usd < 0 ? minus : ''}$${text}`
}

/** Cognitive waste: two decimals where it matters, near 1. */
export const wasteText = (waste: number): string => (waste < 10 ? waste.toFixed(2) : three(waste))

/** A rate a second, or a minute or an hour where that reads better. */
export const rate = (perSecond: number): string => {
  if (perSecond === 0 || perSecond >= 0.1) return `${three(perSecond)}/s`
  return perSecond >= 0.1 / 60 ? `${three(perSecond * 60)}/min` : `${three(perSecond * 3600)}/h`
}

/** "1 log", "2 logs" */
export const many = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** How long ago, in one unit: "3 s", "14 min". */
export const ago = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}${thin}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${thin}min`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}${thin}h`
  return `${Math.floor(seconds / 86_400)}${thin}d`
}

/** Applies a format, or says that there is none. */
export const or = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? none : format(value)
