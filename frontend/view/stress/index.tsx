import './index.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { targetText } from '../../../backend/core/target.ts'
import { ago, dollars, many, or, three } from '../../lib/format.ts'
import { isOpenRun, type Run, statusText } from '../../lib/stress.ts'
import { exactMoment, moment } from '../../lib/time.ts'
import { go, link, patch, query, utc } from '../../state/address.ts'
import { listens } from '../../state/keyboard.ts'
import { known } from '../../state/remote.ts'
import { loadRuns, runs } from '../../state/stress.ts'
import { Empty, Failed, Loading } from '../panel/index.tsx'
import { Practice } from '../resilience/index.tsx'
import { Unpriced } from '../unpriced/index.tsx'
import { Form } from './form.tsx'

const chosen = signal<string | null>(null)

const move = (by: 1 | -1): void => {
  const list = known(runs.value) ?? []
  const at = list.findIndex(({ runId }) => runId === chosen.value)
  const next = list[Math.min(list.length - 1, Math.max(0, at + by))]
  chosen.value = next?.runId ?? null
  if (next) document.querySelector<HTMLElement>(`[data-run="${CSS.escape(next.runId)}"]`)?.focus()
}

const open = (): void => {
  if (chosen.value !== null) go(link(['stress', chosen.value]))
}

const Line = ({ run }: { run: Run }) => {
  const started = run.startedAt === null ? null : Date.parse(run.startedAt)
  return (
    <tr class={run.runId === chosen.value ? 'chosen' : ''}>
      <td>
        <a href={link(['stress', run.runId])} data-run={run.runId}>
          {targetText(run)}
        </a>{' '}
        {run.practice && <Practice />}
        {started !== null && <span class="narrow quiet">{moment(started, utc.value)}</span>}
      </td>
      <td class="quiet">
        {started === null ? (
          'not yet'
        ) : (
          <time dateTime={run.startedAt ?? ''} title={exactMoment(started, utc.value)}>
            {moment(started, utc.value)}
          </time>
        )}
      </td>
      <td class={run.status === 'failed' ? 'bad' : ''}>
        {statusText(run)}
        {isOpenRun(run) && (
          <>
            {' '}
            <progress max={1} value={run.progress} aria-label="progress" />
            {run.etaSeconds !== null && run.status === 'running' && <span class="quiet"> {ago(run.etaSeconds * 1000)} left</span>}
          </>
        )}
        {run.error && <span class="why quiet">{run.error}</span>}
      </td>
      <td class={(run.adversarialStress ?? 0) > 0.7 ? 'number bad' : 'number'}>{or(run.adversarialStress, three)}</td>
      <td class="number">{or(run.fragilityScore, three)}</td>
      <td class="number">{run.processedPrompts}</td>
      <td class="number">{run.spentUsd === null ? <Unpriced /> : dollars(run.spentUsd)}</td>
    </tr>
  )
}

const List = ({ list }: { list: readonly Run[] }) => (
  <div class="wide">
    <table class="standing runs">
      <thead>
        <tr>
          <th>target</th>
          <th>started</th>
          <th>state</th>
          <th class="number">stress</th>
          <th class="number">fragility</th>
          <th class="number">prompts</th>
          <th class="number">cost</th>
        </tr>
      </thead>
      <tbody>
        {list.map((run) => (
          <Line key={run.runId} run={run} />
        ))}
      </tbody>
    </table>
  </div>
)

/** Every stress test, newest first, and the form that starts one. */
export const StressPage = () => {
  useEffect(() => listens({ move, open }), [])
  const held = runs.value
  const list = known(held)
  const asks = query.value.new === '1' || (list !== null && list.length === 0)
  return (
    <main class="page stress">
      <header class="row">
        <h1>Stress tests</h1>
        {list !== null && list.length > 0 && (
          <>
            <span class="small quiet">{many(list.length, 'run')}</span>
            {!asks && (
              <button type="button" class="button main push" onClick={() => patch({ new: '1' })}>
                Initiate stress test
              </button>
            )}
          </>
        )}
      </header>
      {asks && <Form close={list !== null && list.length > 0 ? () => patch({ new: undefined }) : null} />}
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && <Failed fault={held.fault} again={loadRuns} />}
      {list !== null && list.length > 0 && <List list={list} />}
      {list !== null && list.length === 0 && (
        <Empty>
          <p>
            <strong>No stress test has run.</strong> Its progress, time left and spend will stand here, then its findings with their
            evidence.
          </p>
        </Empty>
      )}
    </main>
  )
}
