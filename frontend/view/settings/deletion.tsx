import { useState } from 'preact/hooks'
import { count } from '../../lib/format.ts'
import { fromInput } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { deleteLogs } from '../../state/actions.ts'
import { utc } from '../../state/address.ts'

const kinds = [
  { id: 'sessionId', name: 'of a session' },
  { id: 'userId', name: 'of a user' },
  { id: 'before', name: 'older than' },
] as const

type State =
  | { status: 'idle' }
  | { status: 'sure' }
  | { status: 'running'; deleted: number }
  | { status: 'done'; deleted: number }
  | { status: 'failed'; fault: Fault }

const told = (state: State): string => {
  if (state.status === 'running') return `deleting … ${count(state.deleted)}`
  return state.status === 'done' ? `${count(state.deleted)} logs deleted` : ''
}

/** Deletes the logs of a session, of a user or before a time; asked twice. */
export const Deletion = () => {
  const [kind, setKind] = useState<(typeof kinds)[number]>(kinds[0])
  const [value, setValue] = useState('')
  const [state, setState] = useState<State>({ status: 'idle' })
  const run = async () => {
    let deleted = 0
    setState({ status: 'running', deleted })
    const before = kind.id === 'before' ? new Date(fromInput(value, utc.value) ?? 0).toISOString() : undefined
    const fault = await deleteLogs(before === undefined ? { [kind.id]: value.trim() } : { before }, (now) => {
      deleted = now
      setState({ status: 'running', deleted })
    })
    setState(fault === null ? { status: 'done', deleted } : { status: 'failed', fault })
  }
  const onInput = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    setValue(currentTarget.value)
    setState({ status: 'idle' })
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    if (state.status === 'sure') void run()
    else setState({ status: 'sure' })
  }
  return (
    <section>
      <h2>Delete logs</h2>
      <form class="row" onSubmit={onSubmit}>
        <label>
          <span class="unseen">Which</span>
          <select
            value={kind.id}
            onChange={({ currentTarget }) => {
              setKind(kinds.find(({ id }) => id === currentTarget.value) ?? kinds[0])
              setValue('')
              setState({ status: 'idle' })
            }}
          >
            {kinds.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="grow">
          {kind.id === 'before' ? (
            <input type="datetime-local" aria-label={kind.name} value={value} onInput={onInput} />
          ) : (
            <input aria-label={kind.name} value={value} onInput={onInput} />
          )}
        </span>
        <button type="submit" class="button" disabled={value.trim() === '' || state.status === 'running'}>
          {state.status === 'sure' ? 'Really delete, for good?' : 'Delete'}
        </button>
        <span role="status" class="quiet">
          {told(state)}
        </span>
        {state.status === 'failed' && (
          <span role="alert" class="bad">
            {state.fault.message}
          </span>
        )}
      </form>
      <p class="small quiet">Texts and figures go together: the logs are taken out of the sums too.</p>
    </section>
  )
}
