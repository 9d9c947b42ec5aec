import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { Scope } from '../../../backend/core/scopes.ts'
import { date } from '../../lib/time.ts'
import type { Fault, KeyRow } from '../../lib/wire.ts'
import { page, utc } from '../../state/address.ts'
import { copy } from '../../state/overlay.ts'
import { type Remote, take } from '../../state/remote.ts'
import { ask, enter, isOpen, signIn } from '../../state/server.ts'
import { Failed } from '../panel/index.tsx'

const scopes: readonly Scope[] = ['ingest', 'read', 'red-team', 'admin']

const list = signal<Remote<KeyRow[]>>({ status: 'loading' })

/** The key that was just made, shown this once: kept here, because the first key ends open mode and the page may ask for it in between. */
const secret = signal<string | null>(null)

const load = async (): Promise<void> => {
  take(list, await ask<{ keys: KeyRow[] }>('/api/keys'), ({ keys }) => keys)
}

const New = ({ done }: { done: (secret: string) => void }) => {
  const [name, setName] = useState('')
  const [wanted, setWanted] = useState<Scope[]>(isOpen.value ? ['admin'] : ['ingest'])
  const [expires, setExpires] = useState('90d')
  const [fault, setFault] = useState<Fault | null>(null)
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const body = { name: name.trim(), scopes: wanted, ...(expires !== '' && { expires }) }
    const first = isOpen.value
    const answer = await ask<{ key: string }>('/api/keys', { method: 'POST', body })
    setFault(answer.ok ? null : answer.fault)
    if (!answer.ok) return
    setName('')
    // With the first key open mode has ended: whoever made it goes on with it.
    if (first) await signIn(answer.value.key)
    done(answer.value.key)
    await load()
  }
  const toggle = (scope: Scope) => setWanted(wanted.includes(scope) ? wanted.filter((held) => held !== scope) : [...wanted, scope])
  return (
    <form class="new-key" onSubmit={(event) => void onSubmit(event)}>
      <label>
        <span class="small quiet">Name</span>
        <input value={name} placeholder="checkout service" maxLength={100} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <fieldset>
        <legend class="small quiet">May</legend>
        {scopes.map((scope) => (
          <label key={scope} class="check">
            <input type="checkbox" checked={wanted.includes(scope)} onChange={() => toggle(scope)} /> {scope}
          </label>
        ))}
      </fieldset>
      <label>
        <span class="small quiet">Ends after</span>
        <select value={expires} onChange={({ currentTarget }) => setExpires(currentTarget.value)}>
          <option value="30d">30 days</option>
          <option value="90d">90 days</option>
          <option value="365d">a year</option>
          <option value="">never</option>
        </select>
      </label>
      <button type="submit" class="button" disabled={name.trim() === '' || wanted.length === 0}>
        Make a key
      </button>
      {fault && (
        <p class="bad" role="alert">
          {fault.message}
        </p>
      )}
    </form>
  )
}

const Line = ({ row }: { row: KeyRow }) => {
  const [sure, setSure] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const revoke = async () => {
    if (!sure) return setSure(true)
    const answer = await ask(`/api/keys/${encodeURIComponent(row.id)}`, { method: 'DELETE' })
    setFault(answer.ok ? null : answer.fault)
    setSure(false)
    if (answer.ok) await load()
    await enter()
  }
  return (
    <tr>
      <td>{row.name}</td>
      <td>{row.scopes.join(', ')}</td>
      <td class="quiet">
        made {date(Date.parse(row.createdAt), utc.value)},{' '}
        {row.expiresAt === null ? 'no end' : `ends ${date(Date.parse(row.expiresAt), utc.value)}`}
      </td>
      <td class="number">
        {fault && <span class="bad">{fault.message} </span>}
        <button type="button" class="text" onBlur={() => setSure(false)} onClick={() => void revoke()}>
          {sure ? 'Really revoke?' : 'Revoke'}
        </button>
      </td>
    </tr>
  )
}

/** Keys: made, listed, revoked. A new one is shown once. */
export const Keys = () => {
  useEffect(() => {
    void load()
    // Gone once one has left for another page, not when the page asked for the key in between
    return () => {
      if (page.peek() !== 'settings') secret.value = null
    }
  }, [])
  const held = list.value
  return (
    <>
      {held.status === 'failed' && <Failed fault={held.fault} again={load} />}
      {held.status === 'ready' && held.value.length > 0 && (
        <div class="wide">
          <table class="standing keys-table">
            <tbody>
              {held.value.map((row) => (
                <Line key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {held.status === 'ready' && held.value.length === 0 && <p class="quiet">No key has been made yet.</p>}
      {secret.value !== null && (
        <div class="command" role="status">
          <pre>
            <code>{secret.value}</code>
            {'\n'}This key is shown once and stored as a hash only: copy it now.
          </pre>
          <button type="button" class="button" onClick={() => void copy(secret.value ?? '', 'key')}>
            Copy
          </button>
        </div>
      )}
      <New done={(made) => (secret.value = made)} />
    </>
  )
}
