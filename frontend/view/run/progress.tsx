import type { ComponentChildren } from 'preact'
import { isActive, progressText, type RunState, spendText, statusText } from '../../lib/stress.ts'

/** What stops or ends a run differently than wished, and what to do about it. */
const Trouble = ({ run }: { run: RunState }) => {
  if (run.waitingForRateLimit)
    return (
      <p class="banner-line" role="status">
        ▲ Waiting for the provider’s rate limit{run.error ? `: ${run.error}` : ''}. It goes on by itself
        {run.status === 'paused' ? ', or press Resume' : ''}; waiting costs nothing.
      </p>
    )
  if (!run.error) return null
  return (
    <p class="banner-line" role="alert">
      ▲ {run.status === 'failed' ? 'The run failed' : run.status === 'stopped' ? 'The run was stopped' : 'Note'}: {run.error}
    </p>
  )
}

/** How far a run is, live: bar, time left, spend, and how to steer it. */
export const Progress = ({ run, children }: { run: RunState; children: ComponentChildren }) => (
  <section aria-label="Progress" aria-busy={isActive(run)}>
    <div class="run-progress">
      <progress max={1} value={run.progress} aria-label={progressText(run)} />
      <span role="status" class={run.status === 'failed' ? 'state-word bad' : 'state-word'}>
        {statusText(run)}
      </span>
      <span class="number">{progressText(run)}</span>
      <span class="number quiet">{spendText(run)}</span>
      <span class="row push">{children}</span>
    </div>
    <Trouble run={run} />
  </section>
)
