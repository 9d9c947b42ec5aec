import './index.css'
import { useEffect, useState } from 'preact/hooks'
import { removeSampleData } from '../../state/actions.ts'
import { link, page } from '../../state/address.ts'
import { hasSample, isFixed, problem, refresh, stream } from '../../state/dashboard.ts'
import { martsFailure } from '../../state/marts.ts'
import { notice } from '../../state/overlay.ts'
import { may, session } from '../../state/server.ts'

/** Seconds until a time, counting down. */
const useCountdown = (until: number | null): number => {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (until === null) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [until])
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000))
}

const Stale = () => {
  const state = stream.value
  const seconds = useCountdown(state.status === 'lost' ? state.retryAt : null)
  if (isFixed.value) return null
  if (state.status === 'refused')
    return state.code === 401 ? null : (
      <p class="banner">▲ The live stream was refused ({state.code}): figures are renewed once a minute.</p>
    )
  if (state.status !== 'lost') return null
  return (
    <p class="banner" role="status">
      ▲ Not live: {state.reason}. What is shown may be out of date; trying again in {seconds} s.
    </p>
  )
}

/** Away from the dashboard a lost line is told once: by its own banner. */
const Problem = () =>
  problem.value === null || (page.value !== '' && stream.value.status === 'lost') ? null : (
    <p class="banner" role="alert">
      ▲ Could not be renewed: {problem.value.message}{' '}
      <button type="button" class="text" onClick={() => void refresh()}>
        Try again
      </button>
    </p>
  )

/** In Settings the same stands with the refresh itself. */
const StaleMarts = () =>
  martsFailure.value === null || page.value === 'settings' ? null : (
    <p class="banner" role="status">
      ▲ {martsFailure.value} <a href={link(['settings'])}>See the refresh</a>
    </p>
  )

const Sample = () => {
  const [busy, setBusy] = useState(false)
  if (!hasSample.value) return null
  const remove = async () => {
    setBusy(true)
    const fault = await removeSampleData()
    if (fault) problem.value = fault
    setBusy(false)
  }
  return (
    <p class="banner sample">
      <span class="tag">sample</span> Made-up sample logs are part of what you see.{' '}
      <button type="button" class="text" disabled={busy || !may('admin')} onClick={() => void remove()}>
        {busy ? 'removing …' : 'Remove them'}
      </button>
    </p>
  )
}

/** What must be known on every page: that it is not live, that something failed, that the marts are old, that sample data is in. */
export const Banners = () =>
  session.value.status !== 'in' ? null : (
    <div class="banners">
      <Stale />
      <Problem />
      <StaleMarts />
      <Sample />
    </div>
  )

export const Notice = () => (
  <div class="notice" role="status" aria-live="polite">
    {notice.value !== null && <p>{notice.value}</p>}
  </div>
)
