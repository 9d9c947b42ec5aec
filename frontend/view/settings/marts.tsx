import { useState } from 'preact/hooks'
import { count, duration, many } from '../../lib/format.ts'
import { failureText, freshText, lastEnded, lastGood, type MartsStatus, nextText, type Refresh, testsText } from '../../lib/marts.ts'
import { exactMoment } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { utc } from '../../state/address.ts'
import { loadMarts, marts, refreshMarts } from '../../state/marts.ts'
import { may } from '../../state/server.ts'
import { Failed, Loading } from '../panel/index.tsx'

const took = ({ startedAt, finishedAt }: Refresh): string =>
  finishedAt === null ? '' : ` in ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`

const Models = ({ run }: { run: Refresh }) => (
  <details class="wide">
    <summary class="small quiet">{many(run.models.length, 'model')} of this refresh</summary>
    <table class="standing">
      <thead>
        <tr>
          <th>model</th>
          <th>state</th>
          <th class="number">rows</th>
          <th class="number">time</th>
        </tr>
      </thead>
      <tbody>
        {run.models.map(({ name, status, rows, ms }) => (
          <tr key={name}>
            <td>{name}</td>
            <td class={status === 'error' ? 'bad' : 'quiet'}>
              {status === 'success' ? '● ' : status === 'error' ? '✕ ' : '○ '}
              {status}
            </td>
            <td class="number">{count(rows)}</td>
            <td class="number">{duration(ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)

const Last = ({ run }: { run: Refresh }) => (
  <>
    <p>
      <span class={run.status === 'failed' ? 'bad' : ''}>{run.status === 'failed' ? '✕ failed' : '● fresh'}</span>{' '}
      <span class="quiet">
        {run.finishedAt !== null && exactMoment(Date.parse(run.finishedAt), utc.value)}
        {took(run)} · {run.engine === 'dbt' ? 'dbt on PostgreSQL' : 'the embedded engine'} · {many(run.rowsIn, 'new log')} ·{' '}
      </span>
      <span class={run.tests.failed > 0 ? 'bad' : 'quiet'}>{testsText(run.tests)}</span>
    </p>
    {run.models.length > 0 && <Models run={run} />}
  </>
)

const RefreshButton = ({ running }: Pick<MartsStatus, 'running'>) => {
  const [fault, setFault] = useState<Fault | null>(null)
  const run = async () => setFault(await refreshMarts())
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={running || !may('admin')}
        title={may('admin') ? undefined : 'this needs a key with the scope admin'}
        onClick={() => void run()}
      >
        {running ? 'refreshing …' : 'Refresh now'}
      </button>
      {fault && (
        <span class="bad" role="alert">
          {fault.message}
        </span>
      )}
    </>
  )
}

const State = ({ status }: { status: MartsStatus }) => {
  const now = Date.now()
  const last = lastEnded(status)
  const failure = failureText(status, now)
  return (
    <>
      {last === null && <p>No refresh has run yet: history comes from the sums alone.</p>}
      {failure !== null && (
        <p class="banner-line" role="alert">
          ▲ {failure}
        </p>
      )}
      {last !== null && <Last run={last.status === 'failed' ? last : (lastGood(status) ?? last)} />}
      <p class="row">
        <RefreshButton running={status.running} />
        <span class="quiet" role="status">
          next: {nextText(status, now)} · {freshText(status)}
        </span>
      </p>
    </>
  )
}

/** The tables for SQL: when they were made, by which engine, and whether their tests hold. */
export const Marts = () => {
  const held = marts.value
  return (
    <section>
      <h2>Marts</h2>
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && <Failed fault={held.fault} again={loadMarts} />}
      {held.status === 'ready' && <State status={held.value} />}
      <p class="small quiet">
        Every quarter of an hour the logs become tables an analyst can read with SQL, in the schema <code>dbt_aicwd</code>.
      </p>
    </section>
  )
}
