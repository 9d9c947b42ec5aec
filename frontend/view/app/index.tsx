import { useEffect } from 'preact/hooks'
import { targetText } from '../../../backend/core/target.ts'
import { address, page } from '../../state/address.ts'
import { overlay } from '../../state/overlay.ts'
import { known } from '../../state/remote.ts'
import { session } from '../../state/server.ts'
import { shown } from '../../state/stress.ts'
import { AlertsPage } from '../alerts/index.tsx'
import { Dashboard } from '../dashboard/index.tsx'
import { Header } from '../header/index.tsx'
import { Logs } from '../logs/index.tsx'
import { Banners, Notice } from '../notices/index.tsx'
import { Keys, Palette } from '../palette/index.tsx'
import { Record } from '../record/index.tsx'
import { RunPage } from '../run/index.tsx'
import { Settings } from '../settings/index.tsx'
import { SignIn, Unreachable } from '../signin/index.tsx'
import { StressPage } from '../stress/index.tsx'

const NoSuchPage = () => (
  <main class="page">
    <h1>There is no such page</h1>
    <p>
      <a href="#/">To the dashboard</a>
    </p>
  </main>
)

const Page = () => {
  const id = address.value.path[1]
  switch (page.value) {
    case '':
      return <Dashboard />
    case 'logs':
      return id === undefined ? <Logs /> : <Record key={id} id={id} />
    case 'stress':
      return id === undefined ? <StressPage /> : <RunPage key={id} />
    case 'alerts':
      return <AlertsPage />
    case 'settings':
      return <Settings />
    default:
      return <NoSuchPage />
  }
}

const Shown = () => {
  const state = session.value
  if (state.status === 'in' || page.value === 'settings') return <Page />
  if (state.status === 'out') return <SignIn />
  if (state.status === 'failed') return <Unreachable fault={state.fault} />
  return <main class="page" aria-busy="true" />
}

const names: { [page: string]: string } = { '': 'Dashboard', logs: 'Logs', stress: 'Stress tests', alerts: 'Alerts', settings: 'Settings' }

export const App = () => {
  const run = page.value === 'stress' && address.value.path.length > 1 ? known(shown.value) : null
  const name = run === null ? (names[page.value] ?? 'AICWD') : `${targetText(run)}: ${run.status}`
  const path = address.value.path.join('/')
  useEffect(() => {
    document.title = `${name} · AICWD`
  }, [name])
  // Another page starts at its top
  useEffect(() => scrollTo(0, 0), [path])
  return (
    <>
      <Header />
      <Banners />
      <Shown />
      <Notice />
      {overlay.value === 'palette' && <Palette />}
      {overlay.value === 'keys' && <Keys />}
    </>
  )
}
