import { computed, effect, untracked } from '@preact/signals'
import type { RunSummary } from '../../backend/core/campaign.ts'
import { isActive, isOpenRun, type Run, type RunState, type StartBody, type StressOptions } from '../lib/stress.ts'
import type { Fault } from '../lib/wire.ts'
import { address, go, link, page } from './address.ts'
import { toldRun } from './dashboard.ts'
import { known, remote, take } from './remote.ts'
import { ask, server, session } from './server.ts'

const mostRuns = 100
const pollMs = 2_000

/** What a test can be started with. */
export const options = remote<StressOptions>()
/** Newest first. */
export const runs = remote<Run[]>()
/** The newest run whose figures stand, with them; null when no test has finished. */
export const latest = remote<{ run: Run; summary: RunSummary } | null>()

export const shownId = computed(() => (page.value === 'stress' ? address.value.path[1] : undefined))
/** The run of `#/stress/<id>`. */
export const shown = remote<RunState>()

const onStress = computed(() => page.value === 'stress')
const looking = computed(() => session.value.status === 'in' && (onStress.value || page.value === ''))

const finished = ({ status }: RunState): boolean => status === 'completed' || status === 'stopped'
/** Practice enters no headline: it is drawn only while there is nothing else. */
export const newestFinished = (list: readonly Run[]): Run | undefined =>
  list.find((run) => finished(run) && !run.practice && run.adversarialStress !== null) ?? list.find((run) => finished(run) && run.practice)

/** The stress of the newest finished run against a real target; null when there is none. */
export const headline = computed(() => {
  const run = known(latest.value)?.run
  return run === undefined || run.practice ? null : run
})
export const runUnderWay = computed(() => (known(runs.value) ?? []).find(isOpenRun) ?? null)

/** Strategies are told by their titles; an id that is not known any more stands for itself. */
export const titleOf = (strategy: string): string => known(options.value)?.strategies.find(({ id }) => id === strategy)?.title ?? strategy

export const loadOptions = async (): Promise<void> => {
  take(options, await ask<StressOptions>('/api/red-team/options'), (value) => value)
}

const loadLatest = async (list: readonly Run[]): Promise<void> => {
  const run = newestFinished(list)
  if (run === undefined) {
    latest.value = { status: 'ready', value: null }
    return
  }
  const held = known(latest.peek())
  if (held?.run.runId === run.runId && held.run.status === run.status) return
  const answer = await ask<{ summary: RunSummary }>('/api/red-team/results', { query: { runId: run.runId, limit: 1 } })
  take(latest, answer, ({ summary }) => ({ run, summary }))
}

export const loadRuns = async (): Promise<void> => {
  const answer = await ask<{ runs: Run[] }>('/api/red-team/runs', { query: { limit: mostRuns } })
  take(runs, answer, (value) => value.runs)
  if (!answer.ok) {
    if (latest.peek().status === 'loading') latest.value = { status: 'failed', fault: answer.fault }
    return
  }
  await loadLatest(answer.value.runs)
}

const loadShown = async (runId: string): Promise<void> => {
  const answer = await ask<RunState>('/api/red-team/status', { query: { runId } })
  if (shownId.peek() === runId) take(shown, answer, (value) => value)
}

/** Puts what was told of a run where it is shown. A run that is new or has ended is read whole. */
const onTold = (told: RunState): void => {
  if (shownId.peek() === told.runId) shown.value = { status: 'ready', value: told }
  const list = known(runs.peek()) ?? []
  const held = list.find(({ runId }) => runId === told.runId)
  if (held === undefined || isActive(held) !== isActive(told)) void loadRuns()
  else runs.value = { status: 'ready', value: list.map((run) => (run === held ? { ...held, ...told } : run)) }
}

/** Starts a test and shows it. Null when it was taken. */
export const startTest = async (body: StartBody): Promise<Fault | null> => {
  const answer = await ask<{ runId: string }>('/api/red-team/start', { method: 'POST', body })
  if (!answer.ok) return answer.fault
  void loadRuns()
  go(link(['stress', answer.value.runId], { new: undefined }))
  return null
}

export const steer = async (runId: string, how: 'pause' | 'resume' | 'stop'): Promise<Fault | null> => {
  const answer = await ask(`/api/red-team/${how}`, { method: 'POST', body: { runId } })
  await Promise.all([loadShown(runId), loadRuns()])
  return answer.ok ? null : answer.fault
}

/** When the stream last told of a run; without it the run is asked for. */
let toldAt = 0

const poll = (): void => {
  if (!looking.peek() || document.hidden || Date.now() - toldAt < pollMs * 2) return
  const run = known(shown.peek())
  if (shownId.peek() !== undefined && run !== null && isOpenRun(run)) void loadShown(run.runId)
  if (runUnderWay.peek() !== null && isActive(runUnderWay.peek() as Run)) void loadRuns()
}

export const rereadShown = (): void => {
  const id = shownId.peek()
  if (id !== undefined) void loadShown(id)
}

/** Follows the page and the stream. */
export const startStress = (): void => {
  let asked = ''
  effect(() => {
    const now = JSON.stringify(server.value)
    if (!looking.value) return
    untracked(() => {
      if (now !== asked) for (const held of [options, runs, latest]) held.value = { status: 'loading' }
      asked = now
      void loadRuns()
    })
  })
  effect(() => {
    if (looking.value && onStress.value) untracked(() => void loadOptions())
  })
  effect(() => {
    const id = shownId.value
    if (!looking.value || id === undefined) return
    untracked(() => {
      shown.value = { status: 'loading' }
      void loadShown(id)
    })
  })
  effect(() => {
    const told = toldRun.value
    if (told === null) return
    toldAt = Date.now()
    untracked(() => onTold(told))
  })
  setInterval(poll, pollMs)
}
