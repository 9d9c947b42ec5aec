import './index.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { go, link } from '../../state/address.ts'
import { heads, readAt } from '../../state/dashboard.ts'
import { listens } from '../../state/keyboard.ts'
import { known } from '../../state/remote.ts'
import { Empty, Panel, Shown } from '../panel/index.tsx'
import { Row, RowHead } from './row.tsx'

const most = 20
const chosen = signal<string | null>(null)

const move = (by: 1 | -1): void => {
  const list = (known(heads.value) ?? []).slice(0, most)
  const at = list.findIndex(({ id }) => id === chosen.value)
  const next = list[Math.min(list.length - 1, Math.max(0, at + by))]
  chosen.value = next?.id ?? null
  if (next) document.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus()
}

const open = (): void => {
  if (chosen.value !== null) go(link(['logs', chosen.value]))
}

/** The newest logs as they arrive, their wasted words underlined. */
export const Recent = () => {
  useEffect(() => listens({ move, open }), [])
  return (
    <Panel
      name="recent"
      title="Latest logs"
      aside={
        <a class="push small" href={link(['logs'])}>
          All logs →
        </a>
      }
    >
      <Shown held={heads.value}>
        {(list) =>
          list.length === 0 ? (
            <Empty>No log of this range passes the filters.</Empty>
          ) : (
            <div class="list">
              <RowHead />
              {list.slice(0, most).map((head) => (
                <Row key={head.id} head={head} chosen={head.id === chosen.value} now={readAt.value} />
              ))}
            </div>
          )
        }
      </Shown>
    </Panel>
  )
}
