import './index.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Fault } from '../../lib/wire.ts'
import { enter, shownAddress, signIn } from '../../state/server.ts'

/** The server wants a key. */
export const SignIn = () => {
  const [key, setKey] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.focus(), [])
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFault(await signIn(key.trim()))
    setBusy(false)
  }
  return (
    <main class="signin">
      <h1>This observatory needs a key</h1>
      <p class="quiet">
        {shownAddress.value} answers those who hold one. Keys are made with <code>npx aicwd keys create</code>; the operator’s own is the
        server’s <code>AICWD_ADMIN_KEY</code>.
      </p>
      <form class="row" onSubmit={(event) => void onSubmit(event)}>
        <label class="unseen" for="key">
          Key
        </label>
        <input
          id="key"
          ref={box}
          type="password"
          autocomplete="current-password"
          placeholder="aicwd_…"
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <button type="submit" class="button main" disabled={busy || key.trim() === ''}>
          {busy ? 'asking …' : 'Enter'}
        </button>
      </form>
      {fault && (
        <p class="bad" role="alert">
          {fault.message}
        </p>
      )}
      <p>
        <a href="#/settings">Use another server</a>
      </p>
    </main>
  )
}

export const Unreachable = ({ fault }: { fault: Fault }) => (
  <main class="signin">
    <h1>The server does not answer</h1>
    <p>
      <code>{shownAddress.value}</code>: {fault.status === 0 ? 'no answer' : fault.message}.
    </p>
    <p class="quiet">
      Start it with <code>npm run up</code>, or name another address in Settings.
    </p>
    <p class="row">
      <button type="button" class="button main" onClick={() => void enter()}>
        Try again
      </button>
      <a class="button" href="#/settings">
        Settings
      </a>
    </p>
  </main>
)
