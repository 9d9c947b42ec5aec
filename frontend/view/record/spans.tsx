import { useState } from 'preact/hooks'
import type { Measurement } from '../../../backend/core/measurement.ts'
import { count, dollars } from '../../lib/format.ts'
import { spanPrice } from '../../lib/record.ts'
import { reasonOf } from '../../lib/spans.ts'
import { Unpriced } from '../unpriced/index.tsx'
import type { Lighting } from './part.tsx'

/** Spans listed at first. */
const first = 200

/** Every span, one line each: kind, reason, tokens, price. Pointing at one lights it up in the text. */
export const SpanList = ({ measurement, answered, lit, light }: Lighting & { measurement: Measurement; answered: boolean }) => {
  const [whole, setWhole] = useState(false)
  const { waste } = measurement
  return (
    <aside class="spans" aria-label="Wasted words">
      <h3>Wasted words{waste.length > 0 && ` (${waste.length})`}</h3>
      {waste.length === 0 && (
        <p class="quiet">
          {answered ? 'None: no words of this answer were found to say nothing new.' : 'Nothing was answered, so nothing was measured.'}
        </p>
      )}
      <ol>
        {(whole ? waste : waste.slice(0, first)).map((span, index) => {
          const price = spanPrice(measurement, span)
          return (
            <li key={`${span.in}-${span.start}-${span.kind}`}>
              <button
                type="button"
                class={lit === index ? 'lit' : ''}
                onMouseEnter={() => light(index)}
                onMouseLeave={() => light(null)}
                onFocus={() => light(index)}
                onBlur={() => light(null)}
                onClick={() => light(lit === index ? null : index)}
              >
                <span class={`waste ${span.kind}`}>{span.kind}</span>
                <span class="number quiet">
                  {count(span.tokens)} tokens · {price === null ? <Unpriced /> : dollars(price)}
                </span>
                <span class="reason">{reasonOf(span)}</span>
              </button>
            </li>
          )
        })}
      </ol>
      {!whole && waste.length > first && (
        <button type="button" class="text" onClick={() => setWhole(true)}>
          Show all {count(waste.length)}
        </button>
      )}
    </aside>
  )
}
