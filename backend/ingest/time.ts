const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i

/** ISO 8601 (UTC where it names no zone) or epoch milliseconds, also as digits → epoch milliseconds; NaN for neither. */
export const toTime = (value: string | number): number => {
  if (typeof value === 'number') return Math.round(value)
  const match = iso.exec(value)
  if (match === null) return /^\d{12,14}$/.test(value) ? Number(value) : Number.NaN
  const [, year, month, day, clock = '00:00', zone = 'Z'] = match
  // Date.parse makes the 2nd of March of the 30th of February.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)) return Number.NaN
  return Date.parse(`${year}-${month}-${day}T${clock}${zone.toUpperCase()}`)
}
