import { computed, effect, signal, untracked } from '@preact/signals'
import type { RunSummary, VerdictName } from '../../backend/core/campaign.ts'
import { type FindingRow, isActive, type StressResults } from '../lib/stress.ts'
import type { Fault } from '../lib/wire.ts'
import { query } from './address.ts'
import { known, remote, take } from './remote.ts'
import { ask } from './server.ts'
import { shown, shownId } from './stress.ts'

const pageSize = 50
const mostAtOnce = 500
const whileRunningMs = 4_000

export const runSummary = remote<RunSummary>()
export const findings = remote<FindingRow[]>()
export const next = signal<string | null>(null)
export const loadingMore = signal(false)
export const moreFault = signal<Fault | null>(null)

export const filterOf = computed(() => ({
  verdict: query.value.verdict,
  strategy: query.value.strategy,
  intensity: query.value.intensity,
}))

let generation = 0

const isFiltered = (): boolean => Object.values(filterOf.peek()).some((value) => value !== undefined)
/** What got through comes first. */
const order = 'worst'
/** The server filters nothing; a filter is laid over the findings here, so it looks at as many as a page can hold. */
const pageOf = (): number => (isFiltered() ? mostAtOnce : pageSize)

/** Reads the summary and as many findings as were shown, from the first. */
const load = async (runId: string): Promise<void> => {
  const mine = ++generation
  const limit = Math.min(mostAtOnce, Math.max(pageOf(), known(findings.peek())?.length ?? 0))
  moreFault.value = null
  const answer = await ask<StressResults>('/api/red-team/results', { query: { runId, order, limit } })
  if (mine !== generation) return
  take(runSummary, answer, ({ summary }) => summary)
  take(findings, answer, ({ findings: rows }) => rows)
  next.value = answer.ok ? answer.value.nextCursor : null
}

export const reloadFindings = (): void => {
  const id = shownId.peek()
  if (id !== undefined) void load(id)
}

export const loadMore = async (): Promise<void> => {
  const runId = shownId.peek()
  if (runId === undefined || next.value === null || loadingMore.value) return
  const mine = generation
  loadingMore.value = true
  const answer = await ask<StressResults>('/api/red-team/results', { query: { runId, order, limit: pageOf(), cursor: next.value } })
  loadingMore.value = false
  if (mine !== generation) return
  moreFault.value = answer.ok ? null : answer.fault
  if (!answer.ok) return
  findings.value = { status: 'ready', value: [...(known(findings.value) ?? []), ...answer.value.findings] }
  next.value = answer.value.nextCursor
}

/** Keeps a person's verdict beside the judge's. Null when it was kept. */
export const override = async (id: string, verdict: VerdictName, note: string): Promise<Fault | null> => {
  const answer = await ask(`/api/red-team/findings/${encodeURIComponent(id)}`, { method: 'PATCH', body: { verdict, note } })
  if (!answer.ok) return answer.fault
  reloadFindings()
  return null
}

/** Follows the run that is shown: read when it or the filter changes, every few seconds while it runs, and once more when it ends. */
export const startFindings = (): void => {
  const question = computed(() => JSON.stringify([shownId.value, filterOf.value]))
  const moment = computed(() => {
    const run = known(shown.value)
    return run === null ? '' : run.status
  })
  let before = ''
  effect(() => {
    const id = shownId.value
    const now = question.value
    if (id === undefined || moment.value === '') return
    untracked(() => {
      if (now !== before) {
        findings.value = { status: 'loading' }
        if (JSON.parse(before || '[]')[0] !== id) runSummary.value = { status: 'loading' }
      }
      before = now
      void load(id)
    })
  })
  setInterval(() => {
    const run = known(shown.peek())
    if (run !== null && isActive(run) && shownId.peek() === run.runId && !document.hidden) void load(run.runId)
  }, whileRunningMs)
}
