import type { WastePreview } from '../../../backend/core/measurement.ts'
import { reasonOf, segmentsOf } from '../../lib/spans.ts'

/** A short text with its waste underlined by kind; the reason is the title of each underline. */
export const Marked = ({ text, spans }: WastePreview) => (
  <>
    {segmentsOf(text, spans).map(({ text: piece, start, covered }) => {
      const span = spans[covered[0] ?? -1]
      if (span === undefined) return <span key={start}>{piece}</span>
      return (
        <mark key={start} class={`waste ${span.kind}`} title={`${span.kind}: ${reasonOf(span)}`}>
          {piece}
        </mark>
      )
    })}
  </>
)
