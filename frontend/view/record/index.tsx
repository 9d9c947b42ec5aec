import './index.css'
import { useEffect, useState } from 'preact/hooks'
import { count } from '../../lib/format.ts'
import { answerParts, askedParts, shownAtFirst } from '../../lib/record.ts'
import { recordCurl } from '../../lib/snippets.ts'
import { exactMoment } from '../../lib/time.ts'
import type { Fault, LogRecord } from '../../lib/wire.ts'
import { link, utc } from '../../state/address.ts'
import { copy } from '../../state/overlay.ts'
import type { Remote } from '../../state/remote.ts'
import { ask, isOpen, shownAddress } from '../../state/server.ts'
import { Failed, Loading } from '../panel/index.tsx'
import { Facts } from './facts.tsx'
import { Parts } from './part.tsx'
import { SpanList } from './spans.tsx'
import { TokenBar } from './tokens.tsx'

const Title = ({ log }: Pick<LogRecord, 'log'>) => {
  const at = Date.parse(log.timestamp)
  return (
    <header class="record-title">
      <a href={link(['logs'])}>← Logs</a>
      <h1>
        {log.model}
        {log.route && <span class="quiet"> · {log.route}</span>}
      </h1>
      <span class="quiet">{exactMoment(at, utc.value)}</span>
      {log.source !== 'production' && <span class="tag">{log.source}</span>}
      {log.sessionId === 'aicwd-sample' && <span class="tag">sample</span>}
    </header>
  )
}

/** The JSON as it is, of a large one the beginning: it can be copied whole. */
const Raw = ({ text }: { text: string }) => (
  <pre>
    {text.slice(0, shownAtFirst)}
    {text.length > shownAtFirst && `\n… ${count(text.length - shownAtFirst)} more characters: copy the JSON for all of it`}
  </pre>
)

const Tools = ({ record }: { record: LogRecord }) => {
  const [open, setOpen] = useState(false)
  const command = recordCurl(shownAddress.value, record.log.id, !isOpen.value)
  const raw = () => JSON.stringify(record, null, 2) // of a large log this takes long, and is seldom asked for
  return (
    <details class="raw" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Raw JSON
        <span class="row">
          <button type="button" class="text" onClick={() => void copy(command, 'curl')}>
            Copy as curl
          </button>
          <button type="button" class="text" onClick={() => void copy(raw(), 'JSON')}>
            Copy JSON
          </button>
        </span>
      </summary>
      {open && <Raw text={raw()} />}
    </details>
  )
}

const Shown = ({ record }: { record: LogRecord }) => {
  const [lit, setLit] = useState<number | null>(null)
  const { log, measurement } = record
  const asked = askedParts(log)
  const answers = answerParts(log)
  return (
    <>
      <Title log={log} />
      <Facts record={record} />
      <TokenBar measurement={measurement} />
      <div class="texts">
        <div class="asked-text">
          <Parts parts={asked} waste={measurement.waste} lit={lit} light={setLit} />
        </div>
        <div class="answer-text">
          {log.error && (
            <p class="fault" role="note">
              <strong>✕ {log.error.type ?? 'failed'}</strong> {log.error.message}
            </p>
          )}
          <Parts parts={answers} waste={measurement.waste} lit={lit} light={setLit} />
          {answers.length === 0 && !log.error && <p class="quiet">There is no answer.</p>}
        </div>
        <SpanList measurement={measurement} answered={log.response !== null || log.reasoning !== null} lit={lit} light={setLit} />
      </div>
      <Tools record={record} />
    </>
  )
}

const gone = ({ status }: Fault): boolean => status === 404

/** One log whole: what was asked and answered, its waste underlined in place, and what it cost. */
export const Record = ({ id }: { id: string }) => {
  const [held, setHeld] = useState<Remote<LogRecord>>({ status: 'loading' })
  const load = async () => {
    setHeld({ status: 'loading' })
    const answer = await ask<LogRecord>(`/api/logs/${encodeURIComponent(id)}`)
    setHeld(answer.ok ? { status: 'ready', value: answer.value } : { status: 'failed', fault: answer.fault })
  }
  // One id, one reading
  useEffect(() => void load(), [id])
  return (
    <main class="page record">
      {held.status === 'loading' && <Loading />}
      {held.status === 'ready' && <Shown record={held.value} />}
      {held.status === 'failed' && gone(held.fault) && (
        <>
          <h1>There is no log with this id</h1>
          <p class="quiet">
            <code>{id}</code> was never stored here, was deleted, or is older than the retention. <a href={link(['logs'])}>To the logs</a>
          </p>
        </>
      )}
      {held.status === 'failed' && !gone(held.fault) && <Failed fault={held.fault} again={load} />}
    </main>
  )
}
