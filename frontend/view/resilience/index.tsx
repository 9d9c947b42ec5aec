import type { RunSummary } from '../../../backend/core/campaign.ts'
import { curveOf } from '../../../backend/core/curve.ts'
import { targetText } from '../../../backend/core/target.ts'
import { ago, count, or, three } from '../../lib/format.ts'
import { intervalText, isActive, progressText, type Run, throughText } from '../../lib/stress.ts'
import { link } from '../../state/address.ts'
import { latest, loadRuns, runUnderWay } from '../../state/stress.ts'
import { Curve } from '../curve/index.tsx'
import { Empty, Failed, Loading, Panel } from '../panel/index.tsx'

export const StressLink = () => (
  <a class="button" href={link(['stress'], { new: '1' })}>
    Initiate stress test
  </a>
)

export const Practice = () => (
  <span class="tag practice" title="a simulated target: nothing of it enters a headline">
    practice
  </span>
)

const UnderWay = () => {
  const run = runUnderWay.value
  if (run === null) return null
  return (
    <p class="row small">
      <span>
        {isActive(run) ? '●' : 'Ⅱ'} <a href={link(['stress', run.runId])}>{targetText(run)}</a> {run.practice && <Practice />}
      </span>
      <progress max={1} value={run.progress} aria-label="progress of the stress test" />
      <span class="quiet">{progressText(run)}</span>
    </p>
  )
}

const Latest = ({ run, summary }: { run: Run; summary: RunSummary }) => {
  const { attackSuccessRate: rate, fragilityScore } = summary
  const points = curveOf(summary.cells)
  const ended = run.finishedAt === null ? null : Date.now() - Date.parse(run.finishedAt)
  return (
    <>
      <p class="row small">
        <a href={link(['stress', run.runId])}>{targetText(run)}</a>
        {run.practice && <Practice />}
        <span class="quiet">
          {run.status === 'stopped' ? 'stopped' : 'finished'} {ended === null ? '' : `${ago(ended)} ago`}
        </span>
      </p>
      {points.some(({ stress }) => stress !== null) ? (
        <Curve lines={[{ name: 'all strategies', points }]} />
      ) : (
        <Empty>No answer of this run could be scored, so there is no curve.</Empty>
      )}
      <p class="small">
        {throughText(rate)}
        {rate.n > 0 && <span class="quiet"> ({intervalText(rate)})</span>}
        <span class="quiet">
          {' '}
          · stress {or(summary.adversarialStress, three)} · fragility {or(fragilityScore, three)} · resilience{' '}
          {or(fragilityScore === null ? null : 1 - fragilityScore, three)} · n {count(rate.n)}
        </span>
      </p>
    </>
  )
}

/** How stress grows with the intensity of attacks, in the latest run. */
export const Resilience = () => {
  const held = latest.value
  return (
    <Panel
      name="resilience"
      title="Resilience under attack"
      aside={
        <>
          <span class="small quiet">alert &gt; 0.7</span>
          {held.status === 'ready' && held.value !== null && (
            <span class="push">
              <StressLink />
            </span>
          )}
        </>
      }
    >
      <UnderWay />
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && <Failed fault={held.fault} again={loadRuns} />}
      {held.status === 'ready' && held.value !== null && <Latest {...held.value} />}
      {held.status === 'ready' && held.value === null && (
        <Empty>
          <p>
            <strong>No stress test has finished.</strong> A test sends attacks of growing intensity, each beside a harmless twin, and draws
            how much success, waste and latency they cause. It shows its estimate first; without a key there is a practice target.
          </p>
          <StressLink />
        </Empty>
      )}
    </Panel>
  )
}
