import { priceHint } from '../../../backend/core/money.ts'
import { count, dollars, duration, none, or, three, wasteText } from '../../lib/format.ts'
import { flagName, loopWhy } from '../../lib/record.ts'
import type { LogRecord } from '../../lib/wire.ts'

interface Fact {
  name: string
  value: string
  why?: string | undefined
  bad?: boolean
}

const refusals = { none: 'no', partial: 'in part', full: 'yes' }

/** Dollars; a call with an output and no known price is called so. */
const money = (usd: number | null, { cognitiveWaste }: LogRecord['measurement']): Pick<Fact, 'value' | 'why'> => {
  if (usd !== null) return { value: dollars(usd) }
  return cognitiveWaste === null ? { value: none, why: 'there is no output' } : { value: 'unpriced', why: `no known price: ${priceHint}` }
}

const factsOf = ({ log, measurement: m }: LogRecord): Fact[] => [
  {
    name: 'cognitive waste',
    value: or(m.cognitiveWaste, wasteText),
    why: m.cognitiveWaste === null ? 'there is no output' : undefined,
    bad: (m.cognitiveWaste ?? 0) > 2.5,
  },
  { name: 'token efficiency', value: or(m.tokenEfficiency, three), why: m.tokenEfficiency === null ? 'there is no output' : undefined },
  { name: 'cost', ...money(m.costUsd, m) },
  { name: 'wasted', value: money(m.wastedUsd, m).value }, // why it is not known stands at the cost
  { name: 'latency', value: or(log.latencyMs, duration), why: log.latencyMs === null ? 'not sent' : undefined },
  ...(log.timeToFirstTokenMs === null ? [] : [{ name: 'first token', value: duration(log.timeToFirstTokenMs) }]),
  { name: 'status', value: log.status, bad: log.status === 'error' },
  { name: 'refusal', value: refusals[m.refusal] },
  ...(m.loop ? [{ name: 'loop', value: 'yes', why: loopWhy, bad: true }] : []),
  ...(log.finishReason === null ? [] : [{ name: 'finished', value: log.finishReason }]),
  ...(m.lengthVsExpected === null ? [] : [{ name: 'length vs expected', value: `× ${three(m.lengthVsExpected)}` }]),
  ...(log.provider === null ? [] : [{ name: 'provider', value: log.provider }]),
  ...(log.service === null ? [] : [{ name: 'service', value: log.service }]),
  ...(log.sessionId === null ? [] : [{ name: 'session', value: log.sessionId }]),
  ...(log.userId === null ? [] : [{ name: 'user', value: log.userId }]),
  ...Object.entries(log.tags).map(([name, value]) => ({ name, value })),
  { name: 'useful tokens', value: log.response === null && log.reasoning === null ? none : count(m.usefulTokens) },
]

/** What was measured and sent, one fact a cell; flags in words below. */
export const Facts = ({ record }: { record: LogRecord }) => (
  <>
    <dl class="record-facts">
      {factsOf(record).map(({ name, value, why, bad }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={bad ? 'bad' : ''}>
            {value}
            {why && <span class="why quiet"> {why}</span>}
          </dd>
        </div>
      ))}
    </dl>
    {record.measurement.flags.length > 0 && (
      <ul class="flags small">
        {record.measurement.flags.map((flag) => (
          <li key={flag}>
            ▲ <strong>{flag}</strong> <span class="quiet">{flagName(flag)}</span>
          </li>
        ))}
      </ul>
    )}
  </>
)
