import './index.css'
import { useState } from 'preact/hooks'
import { many } from '../../lib/format.ts'
import { firstCurl, importCommand } from '../../lib/snippets.ts'
import { moment } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { loadSampleData, sendTestLog } from '../../state/actions.ts'
import { filters, here, range, rangePatch, utc } from '../../state/address.ts'
import { hasSample, newest, summary } from '../../state/dashboard.ts'
import { copy } from '../../state/overlay.ts'
import { known } from '../../state/remote.ts'
import { isOpen, may, shownAddress } from '../../state/server.ts'

interface ActionProps {
  name: string
  busyName: string
  main?: boolean
  allowed: boolean
  needs: string
  act: () => Promise<Fault | null>
}

/** A button that says while it works, and why it did not. */
const Action = ({ name, busyName, main, allowed, needs, act }: ActionProps) => {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const run = async () => {
    setBusy(true)
    setFault(null)
    setFault(await act())
    setBusy(false)
  }
  return (
    <>
      <button
        type="button"
        class={main ? 'button main' : 'button'}
        disabled={busy || !allowed}
        title={allowed ? undefined : needs}
        onClick={() => void run()}
      >
        {busy ? busyName : name}
      </button>
      {fault && (
        <span role="alert" class="bad">
          {fault.message}
        </span>
      )}
    </>
  )
}

export const TestLogButton = () => (
  <Action
    name="Send a test log"
    busyName="sending …"
    allowed={may('ingest')}
    needs="this needs a key with the scope ingest"
    act={sendTestLog}
  />
)

export const SampleButton = ({ main = false }: { main?: boolean }) => (
  <Action
    name="Load sample data"
    busyName="loading 1,000 logs …"
    main={main}
    allowed={may('admin')}
    needs="this needs a key with the scope admin"
    act={loadSampleData}
  />
)

/** Nothing is stored at all: the three ways to the first log. */
export const Start = () => {
  const command = firstCurl(shownAddress.value, !isOpen.value)
  return (
    <section class="start" aria-label="First steps">
      <h1>Nothing has been logged yet</h1>
      <p>Send the first log and it appears here, scored, within two seconds. The wasted words will be underlined.</p>
      <div class="command">
        <pre>
          <code>{command}</code>
        </pre>
        <button type="button" class="button" onClick={() => void copy(command, 'command')}>
          Copy
        </button>
      </div>
      {!isOpen.value && (
        <p class="quiet small">
          <code>$AICWD_KEY</code> is a key with the scope <code>ingest</code>: make one in Settings.
        </p>
      )}
      <p class="row">
        <SampleButton main />
        <TestLogButton />
      </p>
      <p class="quiet small">
        The sample is 1,000 made-up logs of the last 24 hours, badged while they are in and removed in one click. A test log has the source
        “test” and stays out of every figure.
      </p>
      <p class="quiet small">
        Have a file? <code>{importCommand(shownAddress.value, !isOpen.value)}</code>
      </p>
    </section>
  )
}

/** Fewer logs than this fill no chart. */
const fewest = 10

/** What the page can show is offered still when there are only the first logs. */
export const FewHere = () => {
  const total = known(summary.value)?.count ?? 0
  const begun = total > 0 || known(newest.value)?.source === 'test'
  const isWide = 'preset' in range.value && !['5m', '1h'].includes(range.value.preset)
  if (hasSample.value || !begun || total >= fewest || !isWide || Object.keys(filters.value).length > 0 || !may('admin')) return null
  return (
    <p class="nothing-here few-here">
      <span>
        Charts need more than {total === 0 ? 'a test log' : many(total, 'log')}. To see what they show: 1,000 made-up logs, badged while
        they are in and removed in one click.
      </span>
      <SampleButton />
    </p>
  )
}

/** The range is empty, but something is stored. */
export const NothingHere = () => {
  const last = known(newest.value)
  if (last === null) return null
  const at = Date.parse(last.timestamp)
  return (
    <p class="nothing-here" role="status">
      <strong>
        No {filters.value.source ?? 'production'} logs in this range{Object.keys(filters.value).length > 0 ? ' with these filters' : ''}.
      </strong>{' '}
      The newest log of all is of {moment(at, utc.value)}
      {last.source === 'production' ? '' : ` (source ${last.source})`}.{' '}
      <a
        href={here({
          ...rangePatch({ from: at - 43_200_000, to: at + 43_200_000 }),
          model: undefined,
          service: undefined,
          route: undefined,
          status: undefined,
          source: last.source === 'production' ? undefined : last.source,
        })}
      >
        Show the day around it
      </a>
    </p>
  )
}
