import './index.css'
import { useEffect, useRef } from 'preact/hooks'
import { count } from '../../lib/format.ts'
import { go, here, link, patch, query } from '../../state/address.ts'
import { paused, waiting } from '../../state/dashboard.ts'
import { listens } from '../../state/keyboard.ts'
import { chosen, list, loadingOlder, loadOlder, older, olderFault, reload, searching } from '../../state/logs.ts'
import { known } from '../../state/remote.ts'
import { rangeName } from '../header/range.tsx'
import { Empty, Failed, Loading } from '../panel/index.tsx'
import { Row, RowHead } from '../recent/row.tsx'

const typingMs = 350

const move = (by: 1 | -1): void => {
  const heads = known(list.value) ?? []
  const at = heads.findIndex(({ id }) => id === chosen.value)
  const next = heads[Math.min(heads.length - 1, Math.max(0, at + by))]
  chosen.value = next?.id ?? null
  if (next) document.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus()
  if (at + by >= heads.length) void loadOlder()
}

const open = (): void => {
  if (chosen.value !== null) go(link(['logs', chosen.value]))
}

const Find = () => {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const later = (value: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => patch({ q: value.trim() || undefined }), typingMs)
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    clearTimeout(timer.current)
    const box = document.querySelector<HTMLInputElement>('#find')
    patch({ q: box?.value.trim() || undefined })
    box?.blur()
  }
  return (
    <search>
      <form onSubmit={onSubmit}>
        <label class="unseen" for="find">
          Find in prompts, answers and reasoning
        </label>
        <input
          id="find"
          type="search"
          placeholder="Find in prompts and answers   /"
          defaultValue={query.value.q ?? ''}
          key={query.value.q ?? ''}
          onInput={({ currentTarget }) => later(currentTarget.value)}
        />
      </form>
    </search>
  )
}

const levels = [
  { value: undefined, name: 'any waste' },
  { value: '1.05', name: '≥ 1.05' },
  { value: '1.5', name: '≥ 1.5' },
  { value: '2.5', name: '≥ 2.5' },
]

const MinWaste = () => (
  <fieldset class="tabs" aria-label="Cognitive waste at least">
    {levels.map(({ value, name }) => (
      <button key={name} type="button" aria-pressed={query.value.minWaste === value} onClick={() => patch({ minWaste: value })}>
        {name}
      </button>
    ))}
  </fieldset>
)

const Foot = () => {
  if (olderFault.value) return <Failed fault={olderFault.value} again={loadOlder} />
  if (older.value === null) return <p class="small quiet end">The end of this range.</p>
  return (
    <p class="end">
      <button type="button" class="button" disabled={loadingOlder.value} onClick={() => void loadOlder()}>
        {loadingOlder.value ? 'reading …' : searching.value ? 'Look further back' : 'Older'}
      </button>
    </p>
  )
}

const List = () => {
  const held = list.value
  if (held.status === 'loading') return <Loading />
  if (held.status === 'failed') return <Failed fault={held.fault} again={reload} />
  const now = Date.now()
  if (held.value.length === 0 && older.value === null)
    return (
      <Empty>
        <p>
          <strong>No log fits.</strong> Widen the range ({rangeName().toLowerCase()}), or take filters away.
        </p>
        <a
          class="button"
          href={link(['logs'], {
            range: 'all',
            from: undefined,
            to: undefined,
            model: undefined,
            service: undefined,
            route: undefined,
            source: undefined,
            status: undefined,
          })}
        >
          Show every log
        </a>
      </Empty>
    )
  return (
    <div class="list">
      <RowHead />
      {held.value.map((head) => (
        <Row key={head.id} head={head} chosen={head.id === chosen.value} now={now} />
      ))}
      {held.value.length === 0 && <p class="quiet">Nothing found yet in the newest texts.</p>}
      <Foot />
    </div>
  )
}

/** None shown is said in the list, with what to do. */
const shownText = (shown: number, hasMore: boolean): string => (shown === 0 ? '' : `${count(shown)}${hasMore ? '+' : ''} shown`)

/** Every log of the range, of every source unless one is chosen; newest first. */
export const Logs = () => {
  useEffect(() => listens({ move, open }), [])
  const held = known(list.value)
  return (
    <main class="page logs">
      <h1 class="unseen">Logs</h1>
      <div class="row controls">
        <Find />
        <MinWaste />
        <span class="small quiet">{held === null ? '' : shownText(held.length, older.value !== null)}</span>
        {waiting.value > 0 && (
          <button type="button" class="text push" onClick={() => void reload()}>
            {count(waiting.value)} new{paused.value ? ' (paused)' : ''}: show
          </button>
        )}
        {(query.value.q || query.value.minWaste) && (
          <a class="small" href={here({ q: undefined, minWaste: undefined })}>
            clear
          </a>
        )}
      </div>
      <List />
    </main>
  )
}
