import type { MeasuredLog, WastePreview } from './measurement.ts'

const longest = 240

/** Moves an offset off the middle of a surrogate pair. */
const whole = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at)

/** At most 240 characters of the answer around its first wasted words; null when the answer wastes none. */
export const wastePreviewOf = ({ log, measurement }: MeasuredLog): WastePreview | null => {
  const spans = measurement.waste.filter((span) => span.in === 'response')
  const first = spans[0]
  if (first === undefined || log.response === null) return null
  const start = whole(log.response, Math.max(0, first.start - 60))
  const end = whole(log.response, Math.min(log.response.length, start + longest))
  return {
    text: log.response.slice(start, end),
    spans: spans
      .filter((span) => span.start < end)
      .map((span) => ({ start: span.start - start, end: Math.min(span.end, end) - start, kind: span.kind, reason: span.reason })),
  }
}
