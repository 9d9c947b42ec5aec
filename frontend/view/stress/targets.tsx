import { useState } from 'preact/hooks'
import { fixOf, type StressTarget } from '../../lib/stress.ts'
import { Practice } from '../resilience/index.tsx'

interface TargetsProps {
  targets: readonly StressTarget[]
  chosen: string
  choose: (id: string) => void
}

const Missing = ({ what }: { what: string }) => {
  const fix = fixOf(what)
  return (
    <span class="why">
      ○ {what}
      {fix !== null && (
        <>
          : <code>{fix}</code>
        </>
      )}
    </span>
  )
}

/** What can be attacked; a target that cannot yet says what is missing and the command for it. A model of one's own can be named. */
export const Targets = ({ targets, chosen, choose }: TargetsProps) => {
  // What is typed stays, also on its way through the name of another target.
  const [own, setOwn] = useState(targets.some(({ id }) => id === chosen) ? '' : chosen)
  const pick = (id: string) => {
    setOwn('')
    choose(id)
  }
  const type = (text: string) => {
    setOwn(text)
    choose(text.trim())
  }
  return (
    <fieldset class="targets">
      <legend>Target</legend>
      {targets.map(({ id, label, available, missing }) => (
        <label key={id} class="check">
          <input type="radio" name="target" checked={chosen === id} disabled={!available} onChange={() => pick(id)} />{' '}
          <span>
            <span class={available ? '' : 'quiet'}>{label}</span> {id === 'practice' && <Practice />}{' '}
            {label !== id && id !== 'practice' && <code class="quiet">{id}</code>}
            {missing !== null && <Missing what={missing} />}
          </span>
        </label>
      ))}
      <label class="own">
        <span class="small quiet">or another model, as groq:…, openai:… or runner:…</span>
        <input value={own} placeholder="openai:gpt-4o-mini" maxLength={200} onInput={({ currentTarget }) => type(currentTarget.value)} />
      </label>
    </fieldset>
  )
}
