import { useState } from 'preact/hooks'
import type { WasteSpan } from '../../../backend/core/measurement.ts'
import { count } from '../../lib/format.ts'
import { type Part, shownOf } from '../../lib/record.ts'
import { reasonOf, segmentsOf } from '../../lib/spans.ts'

export interface Lighting {
  /** The span that is pointed at, by its index; what it repeats lights up too. */
  lit: number | null
  light: (index: number | null) => void
}

/** One text with the spans that lie in it; overlapping spans show the first and name all. `first`: characters shown until all are asked for. */
const PartText = ({ part, first, waste, lit, light }: Lighting & { part: Part; first: number; waste: readonly WasteSpan[] }) => {
  const [whole, setWhole] = useState(false)
  const text = whole ? part.text : part.text.slice(0, first)
  const own = waste.flatMap((span, index) =>
    part.place !== null && span.in === part.place ? [{ start: span.start, end: span.end, index }] : [],
  )
  const of = lit === null ? undefined : waste[lit]?.of
  const lights = of !== undefined && of.in === part.place ? [{ start: of.start, end: of.end, index: -1 }] : []
  const marks = [...own, ...lights].filter(({ start }) => start < text.length)
  return (
    <section class="part" aria-label={part.title}>
      <h3>{part.title}</h3>
      <p class="body">
        {segmentsOf(text, marks).map(({ text: piece, start, covered }) => {
          const indexes = covered.map((at) => marks[at]?.index ?? -1)
          const top = indexes.find((index) => index >= 0)
          const origin = indexes.includes(-1) ? ' of' : ''
          const span = top === undefined ? undefined : waste[top]
          if (span === undefined || top === undefined)
            return origin === '' ? (
              piece
            ) : (
              <mark key={start} class="of">
                {piece}
              </mark>
            )
          return (
            // The list of spans beside does the same on focus
            <mark
              key={start}
              class={`waste ${span.kind}${indexes.includes(lit ?? -2) ? ' lit' : ''}${origin}`}
              title={`${span.kind}: ${reasonOf(span)}`}
              onMouseEnter={() => light(top)}
              onMouseLeave={() => light(null)}
            >
              {piece}
            </mark>
          )
        })}
      </p>
      {text.length < part.text.length && (
        <p class="cut small">
          {count(text.length)} of {count(part.text.length)} characters{' '}
          <button type="button" class="text" onClick={() => setWhole(true)}>
            Show all
          </button>
        </p>
      )}
    </section>
  )
}

/** The texts of one side, of long ones the beginning. */
export const Parts = ({ parts, ...lighting }: Lighting & { parts: readonly Part[]; waste: readonly WasteSpan[] }) => {
  const shown = shownOf(parts.map(({ text }) => text))
  return parts.map((part, index) => <PartText key={part.id} part={part} first={shown[index] ?? 0} {...lighting} />)
}
