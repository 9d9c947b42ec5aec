import type { Measurement } from '../../../backend/core/measurement.ts'
import { count, percent } from '../../lib/format.ts'
import { bucketsOf } from '../../lib/record.ts'

/** The billed tokens as one bar of disjoint buckets. */
export const TokenBar = ({ measurement }: { measurement: Measurement }) => {
  const buckets = bucketsOf(measurement)
  const total = buckets.reduce((sum, { tokens }) => sum + tokens, 0)
  if (total === 0) return null
  return (
    <section class="tokens" aria-label="Tokens">
      <h3>
        {count(total)} tokens,{' '}
        {measurement.tokenSource === 'reported' ? 'as the sender reported' : 'counted here: the sender reported none'}
      </h3>
      <div class="stack" aria-hidden="true">
        {buckets.map(({ id, tokens }) => (
          <span key={id} class={`bucket ${id}`} style={{ flexGrow: tokens }} />
        ))}
      </div>
      <ul class="row small">
        {buckets.map(({ id, name, tokens }) => (
          <li key={id}>
            <span class={`swatch bucket ${id}`} aria-hidden="true" /> {name} {count(tokens)}{' '}
            <span class="quiet">({percent(tokens / total)})</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
