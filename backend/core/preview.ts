import type { MeasuredLog, WastePreview } from './measurement.ts'

const longest = 240
/** What is shown before the first wasted words. */
const before = 60

/** Moves an offset off the middle of a surrogate pair. */
const whole = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at)

/** Where a word begins within the reach before an offset: an excerpt does not begin in the middle of one, unless it is longer than that. */
const wordBefore = (text: string, at: number): number => {
  const from = at - before
  if (from <= 0) return 0
  const gap = text.slice(from - 1, at).search(/\s\S/)
  return gap < 0 ? whole(text, from) : from + gap
}

/** At most 240 characters of the answer around its first wasted words; null when the answer wastes none. */
export const wastePreviewOf = ({ log, measurement }: MeasuredLog): WastePreview | null => {
  const spans = measurement.waste.filter((span) => span.in === 'response')
  const first = spans[0]
  if (first === undefined || log.response === null) return null
  const start = wordBefore(log.response, first.start)
  const end = whole(log.response, Math.min(log.response.length, start + longest))
  return {
    text: log.response.slice(start, end),
    spans: spans
      .filter((span) => span.start < end)
      .map((span) => ({ start: span.start - start, end: Math.min(span.end, end) - start, kind: span.kind, reason: span.reason })),
  }
}
