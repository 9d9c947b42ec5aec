import { go, link } from './address.ts'
import { overlay } from './overlay.ts'

/** The list the keys j, k and Enter move in; the view that shows one sets it. */
export interface ListKeys {
  move: (by: 1 | -1) => void
  open: () => void
}
let list: ListKeys | null = null

export const listens = (keys: ListKeys): (() => void) => {
  list = keys
  return () => {
    if (list === keys) list = null
  }
}

export const shortcuts: readonly { keys: string; does: string }[] = [
  { keys: 'Ctrl K', does: 'all commands' },
  { keys: '/', does: 'find in logs' },
  { keys: 'j  k', does: 'down and up a list' },
  { keys: 'Enter', does: 'open what is chosen' },
  { keys: 'Esc', does: 'close, or back to the list' },
  { keys: 'g d', does: 'dashboard' },
  { keys: 'g l', does: 'logs' },
  { keys: 'g s', does: 'stress tests' },
  { keys: 'g a', does: 'alerts' },
  { keys: '?', does: 'these keys' },
]

const places: Record<string, string[]> = { d: [], l: ['logs'], s: ['stress'], a: ['alerts'] }
const sequenceMs = 1_000

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Frames within which the list has been drawn, also on a slow machine. */
const mostFrames = 120

const findInLogs = (frames = 0): void => {
  const box = document.querySelector<HTMLInputElement>('#find')
  if (box) {
    box.focus()
    return
  }
  if (frames === 0) go(link(['logs']))
  if (frames < mostFrames) requestAnimationFrame(() => findInLogs(frames + 1))
}

const leave = (): void => {
  if (overlay.value !== null) overlay.value = null
  else if (/^#\/(logs|stress)\//.test(location.hash)) history.back()
}

/** Installs the keys of the page; none of them works inside an input but Ctrl/Cmd-K and Esc. */
export const startKeyboard = (): void => {
  let wentAt = 0
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      overlay.value = overlay.value === 'palette' ? null : 'palette'
      return
    }
    if (event.key === 'Escape' && !event.defaultPrevented) {
      if (typing(event.target)) (event.target as HTMLElement).blur()
      leave()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || overlay.value !== null) return
    const place = Date.now() - wentAt < sequenceMs ? places[event.key] : undefined
    wentAt = event.key === 'g' ? Date.now() : 0
    if (place !== undefined) return go(link(place))
    const onControl = event.target instanceof HTMLElement && event.target.closest('a, button, summary') !== null
    if (event.key === '/') findInLogs()
    else if (event.key === '?') overlay.value = 'keys'
    else if (event.key === 'j') list?.move(1)
    else if (event.key === 'k') list?.move(-1)
    else if (event.key === 'Enter' && !onControl) list?.open()
    else return
    event.preventDefault()
  })
}
