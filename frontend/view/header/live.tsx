import { count } from '../../lib/format.ts'
import { go, here, rangePatch } from '../../state/address.ts'
import { isFixed, pause, paused, resume, stream, waiting } from '../../state/dashboard.ts'

/** The switch between live and paused; a fixed range is neither. */
export const Live = () => {
  if (isFixed.value)
    return (
      <button
        type="button"
        class="live"
        title="A fixed range does not move: go back to the last 24 hours"
        onClick={() => go(here(rangePatch({ preset: '24h' })))}
      >
        <span aria-hidden="true">□</span> fixed
      </button>
    )
  if (paused.value)
    return (
      <button type="button" class="live" aria-pressed="true" title="Paused: press to go on" onClick={resume}>
        <span aria-hidden="true">Ⅱ</span> paused{waiting.value > 0 && <strong> · {count(waiting.value)} new</strong>}
      </button>
    )
  const open = stream.value.status === 'open'
  return (
    <button type="button" class={open ? 'live on' : 'live'} aria-pressed="false" title="Live: press to pause" onClick={pause}>
      <span aria-hidden="true">{open ? '●' : '◌'}</span> {open ? 'live' : 'connecting'}
    </button>
  )
}
