/** Why a span is waste, without its kind where the kind stands beside it. */
export const reasonOf = ({ kind, reason }: { kind: string; reason: string }): string =>
  reason.toLowerCase().startsWith(`${kind}: `) ? reason.slice(kind.length + 2) : reason

/** A piece of text between two boundaries, and which of the spans (by index) cover it. */
export interface Segment {
  text: string
  start: number
  covered: number[]
}

/**
 * Cuts a text at every boundary of its spans, which may overlap. Offsets beyond the text are clipped, empty and backward spans ignored.
 * Linear in the text and its boundaries, but for the sort and for spans that lie over each other.
 */
export const segmentsOf = (text: string, spans: readonly { start: number; end: number }[]): Segment[] => {
  const clipped = spans.map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(text.length, end) }))
  const edges = clipped.flatMap(({ start, end }, index) =>
    start < end
      ? [
          { at: start, index, opens: true },
          { at: end, index, opens: false },
        ]
      : [],
  )
  edges.sort((a, b) => a.at - b.at)
  const open = new Set<number>()
  const segments: Segment[] = []
  let from = 0
  const cut = (to: number) => {
    if (to > from) segments.push({ text: text.slice(from, to), start: from, covered: [...open].sort((a, b) => a - b) })
    from = Math.max(from, to)
  }
  for (const edge of edges) {
    cut(edge.at)
    if (edge.opens) open.add(edge.index)
    else open.delete(edge.index)
  }
  cut(text.length)
  return segments
}
