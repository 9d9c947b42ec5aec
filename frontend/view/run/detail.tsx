import { useState } from 'preact/hooks'
import type { Evidence, VerdictName } from '../../../backend/core/campaign.ts'
import { priceHint } from '../../../backend/core/money.ts'
import { count, dollars, duration, none, or, three, wasteText } from '../../lib/format.ts'
import { segmentsOf } from '../../lib/spans.ts'
import { amplificationText, type FindingRow, outcomeText, verdictOf, verdicts } from '../../lib/stress.ts'
import { exactMoment } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { link, utc } from '../../state/address.ts'
import { override } from '../../state/findings.ts'
import { may } from '../../state/server.ts'

const Text = ({ title, text, evidence }: { title: string; text: string; evidence: readonly Evidence[] }) => (
  <section class="part" aria-label={title}>
    <h3>{title}</h3>
    <p class="body">
      {segmentsOf(text, evidence).map((segment) =>
        segment.covered.length === 0 ? (
          segment.text
        ) : (
          <mark key={segment.start} class="evidence">
            {segment.text}
          </mark>
        ),
      )}
      {text === '' && <span class="quiet">(nothing was answered)</span>}
    </p>
  </section>
)

/** What prompt and answer alone don't show: the system prompt with its secret, and the turns of a conversation. */
const Conversation = ({ transcript }: Pick<FindingRow, 'transcript'>) =>
  transcript.length <= 2 ? null : (
    <details class="conversation">
      <summary class="small">All {count(transcript.length)} messages, as they were sent</summary>
      {transcript.map(({ role, content }, index) => (
        <Text key={index} title={role} text={content} evidence={[]} />
      ))}
    </details>
  )

const Verdicts = ({ finding }: { finding: FindingRow }) => (
  <ul class="verdicts">
    <li>
      <strong>{outcomeText(finding.verdict, finding)}</strong> <span class="quiet">by {finding.judge}:</span>{' '}
      {finding.reason || 'no reason was given'}
    </li>
    {finding.override && (
      <li>
        <strong>{outcomeText(finding.override.verdict, finding, 'person')}</strong>{' '}
        <span class="quiet">
          by hand, {finding.override.by}, {exactMoment(Date.parse(finding.override.at), utc.value)}:
        </span>{' '}
        {finding.override.note || 'no note'}
      </li>
    )}
  </ul>
)

const Override = ({ finding }: { finding: FindingRow }) => {
  const [verdict, setVerdict] = useState<VerdictName>(verdictOf(finding))
  const [note, setNote] = useState(finding.override?.note ?? '')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFault(await override(finding.id, verdict, note.trim()))
    setBusy(false)
  }
  return (
    <form class="row override" onSubmit={(event) => void onSubmit(event)}>
      <label>
        <span class="small quiet">Your verdict</span>
        <select value={verdict} onChange={({ currentTarget }) => setVerdict(currentTarget.value as VerdictName)}>
          {verdicts.map((name) => (
            <option key={name} value={name}>
              {outcomeText(name, finding, 'person')}
            </option>
          ))}
        </select>
      </label>
      <label class="grow">
        <span class="small quiet">Why</span>
        <input value={note} maxLength={1000} onInput={({ currentTarget }) => setNote(currentTarget.value)} />
      </label>
      <button
        type="submit"
        class="button"
        disabled={busy || !may('red-team') || note.trim() === ''}
        title={may('red-team') ? undefined : 'this needs a key with the scope red-team'}
      >
        {busy ? 'keeping …' : 'Override'}
      </button>
      {fault && (
        <span class="bad" role="alert">
          {fault.message}
        </span>
      )}
    </form>
  )
}

const factsOf = (finding: FindingRow): { name: string; value: string }[] => {
  const { tokens } = finding
  return [
    { name: 'stress', value: or(finding.adversarialStress, three) },
    { name: 'tokens against the control', value: amplificationText(finding) },
    {
      name: 'tokens',
      value: `${count(tokens.input)} in, ${count(tokens.output)} out${tokens.reasoning > 0 ? `, ${count(tokens.reasoning)} reasoning` : ''}`,
    },
    { name: 'cognitive waste', value: or(finding.cognitiveWaste, wasteText) },
    { name: 'latency', value: or(finding.latencyMs, duration) },
    { name: 'cost', value: finding.costUsd === null ? `unpriced: ${priceHint}` : dollars(finding.costUsd) },
  ]
}

/** One finding whole: what was asked and answered, the evidence underlined in place, who judged it how, and a person's word beside it. */
export const Detail = ({ finding }: { finding: FindingRow }) => (
  <div class="detail">
    <Verdicts finding={finding} />
    <dl class="record-facts">
      {factsOf(finding).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === '' ? none : value}</dd>
        </div>
      ))}
    </dl>
    {finding.truncated && (
      <p class="small quiet">
        The answer was cut at its token limit{finding.amplification === null ? '.' : ', so its blow-up is a lower bound (≥).'}
      </p>
    )}
    <div class="two">
      <Text title="Prompt" text={finding.prompt} evidence={finding.evidence.filter((span) => span.in === 'prompt')} />
      <Text title="Answer" text={finding.response} evidence={finding.evidence.filter((span) => span.in === 'response')} />
    </div>
    <Conversation transcript={finding.transcript} />
    <Override finding={finding} />
    <p class="small">
      <a href={link(['logs', finding.id])}>Its log, with the wasted words underlined →</a>
    </p>
  </div>
)
