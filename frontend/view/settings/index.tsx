import './index.css'
import { hasSample } from '../../state/dashboard.ts'
import { isOpen, may, session, signOut } from '../../state/server.ts'
import { setTheme, theme, themes } from '../../state/theme.ts'
import { SampleButton, TestLogButton } from '../start/index.tsx'
import { Backend } from './backend.tsx'
import { Deletion } from './deletion.tsx'
import { Keys } from './keys.tsx'
import { Marts } from './marts.tsx'

const Theme = () => (
  <section>
    <h2>Theme</h2>
    <fieldset class="tabs" aria-label="Theme">
      {themes.map((name) => (
        <button key={name} type="button" aria-pressed={theme.value === name} onClick={() => setTheme(name)}>
          {name}
        </button>
      ))}
    </fieldset>
  </section>
)

const Who = () => {
  const state = session.value
  if (state.status !== 'in') return null
  return (
    <section>
      <h2>Access</h2>
      {isOpen.value ? (
        <p>
          The server is open: it answers this machine alone, without a key. The first key made here must be an admin key; from then on
          everybody needs one.
        </p>
      ) : (
        <p class="row">
          <span>
            You hold a key with the {state.access.scopes.length === 1 ? 'scope' : 'scopes'}{' '}
            <strong>{state.access.scopes.join(', ')}</strong>.
          </span>
          <button type="button" class="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </p>
      )}
      {may('admin') && <Keys />}
    </section>
  )
}

const Sample = () => (
  <section>
    <h2>Trying things</h2>
    <p class="row">
      <TestLogButton />
      {!hasSample.value && <SampleButton />}
    </p>
    <p class="small quiet">
      {hasSample.value
        ? 'Sample data is in: the line at the top of every page removes it.'
        : 'Sample data is badged while it is in and removed in one click. A test log stays out of every figure.'}
    </p>
  </section>
)

export const Settings = () => (
  <main class="page settings">
    <h1>Settings</h1>
    <Theme />
    <Backend />
    <Who />
    {session.value.status === 'in' && <Marts />}
    {session.value.status === 'in' && <Sample />}
    {may('admin') && <Deletion />}
  </main>
)
