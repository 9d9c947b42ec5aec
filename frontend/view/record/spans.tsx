import type { Measurement } from '../../../backend/core/measurement.ts'
import { count, dollars } from '../../lib/format.ts'
import { spanPrice } from '../../lib/record.ts'
import { reasonOf } from '../../lib/spans.ts'
import type { Lighting } from './part.tsx'

/** Every span, one line each: kind, reason, tokens, price. Pointing at one lights it up in the text. */
export const SpanList = ({ measurement, answered, lit, light }: Lighting & { measurement: Measurement; answered: boolean }) => (
  <aside class="spans" aria-label="Wasted words">
    <h3>Wasted words{measurement.waste.length > 0 && ` (${measurement.waste.length})`}</h3>
    {measurement.waste.length === 0 && (
      <p class="quiet">
        {answered ? 'None: no words of this answer were found to say nothing new.' : 'Nothing was answered, so nothing was measured.'}
      </p>
    )}
    <ol>
      {measurement.waste.map((span, index) => {
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
                {count(span.tokens)} tokens · {price === null ? 'unpriced' : dollars(price)}
              </span>
              <span class="reason">{reasonOf(span)}</span>
            </button>
          </li>
        )
      })}
    </ol>
  </aside>
)
