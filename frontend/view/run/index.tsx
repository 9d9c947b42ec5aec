import './index.css'
import { useState } from 'preact/hooks'
import type { RunSummary } from '../../../backend/core/campaign.ts'
import { curveOf, strategiesOf } from '../../../backend/core/curve.ts'
import { targetText } from '../../../backend/core/target.ts'
import { generatorText, isActive, isOpenRun, type RunState } from '../../lib/stress.ts'
import { exactMoment } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { link, patch, query, utc } from '../../state/address.ts'
import { reloadFindings, runSummary } from '../../state/findings.ts'
import { may } from '../../state/server.ts'
import { rereadShown, shown, shownId, steer, titleOf } from '../../state/stress.ts'
import { Curve, CurveLegend, mostLines } from '../curve/index.tsx'
import { Empty, Failed, Loading, Panel } from '../panel/index.tsx'
import { Practice } from '../resilience/index.tsx'
import { Cells } from './cells.tsx'
import { Exports } from './exports.tsx'
import { Findings } from './findings.tsx'
import { Progress } from './progress.tsx'
import { Summary } from './summary.tsx'

const Title = ({ run }: { run: RunState }) => (
  <header class="record-title">
    <a href={link(['stress'], { new: undefined })}>← Stress tests</a>
    <h1>{targetText(run)}</h1>
    {run.practice && <Practice />}
    <span class="quiet">
      {run.startedAt === null ? 'not started yet' : exactMoment(Date.parse(run.startedAt), utc.value)} · {generatorText(run)}
    </span>
  </header>
)

const steps = { pause: 'Pause', resume: 'Resume', stop: 'Stop' } as const

const Steer = ({ run }: { run: RunState }) => {
  const [fault, setFault] = useState<Fault | null>(null)
  const [sure, setSure] = useState(false)
  const act = async (how: keyof typeof steps) => {
    if (how === 'stop' && !sure) return setSure(true)
    setSure(false)
    setFault(await steer(run.runId, how))
  }
  const offered = (Object.keys(steps) as (keyof typeof steps)[]).filter((how) =>
    how === 'stop' ? isOpenRun(run) : how === 'pause' ? isActive(run) : run.status === 'paused',
  )
  return (
    <>
      {offered.map((how) => (
        <button
          key={how}
          type="button"
          class="button"
          disabled={!may('red-team')}
          title={may('red-team') ? undefined : 'this needs a key with the scope red-team'}
          onBlur={() => setSure(false)}
          onClick={() => void act(how)}
        >
          {how === 'stop' && sure ? 'Really stop, for good?' : steps[how]}
        </button>
      ))}
      {fault && (
        <span class="bad" role="alert">
          {fault.message}
        </span>
      )}
    </>
  )
}

const listIn = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean)

const CurvePanel = ({ summary }: { summary: RunSummary }) => {
  const strategies = strategiesOf(summary.cells)
  const chosen = listIn(query.value.curve).filter((strategy) => strategies.includes(strategy))
  const lines = [
    { name: 'all strategies', points: curveOf(summary.cells) },
    ...chosen.slice(0, mostLines).map((strategy) => ({ name: titleOf(strategy), points: curveOf(summary.cells, strategy) })),
  ]
  const toggle = (strategy: string) => {
    const now = chosen.includes(strategy) ? chosen.filter((held) => held !== strategy) : [...chosen, strategy].slice(-mostLines)
    patch({ curve: now.join(',') || undefined })
  }
  const drawn = lines[0]?.points.some(({ stress }) => stress !== null)
  return (
    <Panel name="resilience" title="Resilience curve" aside={<span class="small quiet">stress by intensity, bars: 95 % interval</span>}>
      {drawn ? <Curve lines={lines} /> : <Empty>Nothing has been scored yet, so there is no curve.</Empty>}
      {drawn && <CurveLegend lines={lines} />}
      {strategies.length > 1 && (
        <fieldset class="tabs toggles" aria-label={`Strategies drawn beside all of them, at most ${mostLines}`}>
          {strategies.map((strategy) => (
            <button key={strategy} type="button" class="small" aria-pressed={chosen.includes(strategy)} onClick={() => toggle(strategy)}>
              {titleOf(strategy)}
            </button>
          ))}
        </fieldset>
      )}
    </Panel>
  )
}

const Results = ({ run }: { run: RunState }) => {
  const held = runSummary.value
  if (held.status === 'loading') return <Loading />
  if (held.status === 'failed') return <Failed fault={held.fault} again={reloadFindings} />
  return (
    <>
      <Summary summary={held.value} run={run} />
      <div class="grid">
        <CurvePanel summary={held.value} />
        <Cells cells={held.value.cells} />
      </div>
      <Findings summary={held.value} run={run} />
    </>
  )
}

/** One stress test: how far it is, what it found, and the evidence. */
export const RunPage = () => {
  const held = shown.value
  return (
    <main class="page run">
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && held.fault.status === 404 && (
        <>
          <h1>There is no stress test with this id</h1>
          <p class="quiet">
            <code>{shownId.value}</code> never ran here. <a href={link(['stress'])}>To the stress tests</a>
          </p>
        </>
      )}
      {held.status === 'failed' && held.fault.status !== 404 && <Failed fault={held.fault} again={rereadShown} />}
      {held.status === 'ready' && (
        <>
          <Title run={held.value} />
          {held.value.practice && (
            <p class="nothing-here small">
              <strong>Practice:</strong> the target is simulated, so that the way through a test can be tried without a key. It says nothing
              about any model, and nothing of it enters a headline.
            </p>
          )}
          <Progress run={held.value}>
            <Steer run={held.value} />
            <Exports run={held.value} />
          </Progress>
          <Results run={held.value} />
        </>
      )}
    </main>
  )
}
