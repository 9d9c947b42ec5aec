import type { WasteSpan } from '../../../backend/core/measurement.ts'
import type { Part } from '../../lib/record.ts'
import { reasonOf, segmentsOf } from '../../lib/spans.ts'

export interface Lighting {
  /** The span that is pointed at, by its index; what it repeats lights up too. */
  lit: number | null
  light: (index: number | null) => void
}

/** One text with the spans that lie in it; overlapping spans show the first and name all. */
export const PartText = ({ part, waste, lit, light }: Lighting & { part: Part; waste: readonly WasteSpan[] }) => {
  const own = waste.flatMap((span, index) =>
    part.place !== null && span.in === part.place ? [{ start: span.start, end: span.end, index }] : [],
  )
  const of = lit === null ? undefined : waste[lit]?.of
  const lights = of !== undefined && of.in === part.place ? [{ start: of.start, end: of.end, index: -1 }] : []
  const marks = [...own, ...lights]
  return (
    <section class="part" aria-label={part.title}>
      <h3>{part.title}</h3>
      <p class="body">
        {segmentsOf(part.text, marks).map(({ text, start, covered }) => {
          const indexes = covered.map((at) => marks[at]?.index ?? -1)
          const first = indexes.find((index) => index >= 0)
          const origin = indexes.includes(-1) ? ' of' : ''
          const span = first === undefined ? undefined : waste[first]
          if (span === undefined || first === undefined)
            return origin === '' ? (
              text
            ) : (
              <mark key={start} class="of">
                {text}
              </mark>
            )
          return (
            // The list of spans beside does the same on focus
            <mark
              key={start}
              class={`waste ${span.kind}${indexes.includes(lit ?? -2) ? ' lit' : ''}${origin}`}
              title={`${span.kind}: ${reasonOf(span)}`}
              onMouseEnter={() => light(first)}
              onMouseLeave={() => light(null)}
            >
              {text}
            </mark>
          )
        })}
      </p>
    </section>
  )
}
