import { computed, effect, signal, untracked } from '@preact/signals'
import { type BaselineRow, byWorst, type DriftPoint, type DriftRow, type Embedding } from '../lib/drift.ts'
import type { Fault } from '../lib/wire.ts'
import { filters, page, query } from './address.ts'
import { bounds, isFixed, paused } from './dashboard.ts'
import { say } from './overlay.ts'
import { known, remote, take } from './remote.ts'
import { ask, server, session } from './server.ts'

const renewMs = 30_000
const day = 86_400_000
/** What the course is read over where a range has no start. */
const longest = 30 * day

/** Every route and model with its drift over the trailing 24 h, the worst first. */
export const drifts = remote<DriftRow[]>()
export const course = remote<DriftPoint[]>()
export const baselines = remote<BaselineRow[]>()
/** Null where the built-in table embeds with ingest. */
export const embedding = signal<Embedding | null>(null)

const fitting = computed(() => {
  const { route, model } = filters.value
  return (known(drifts.value) ?? []).filter(
    (row) => (route === undefined || row.route === route) && (model === undefined || row.model === model),
  )
})
export const driftRows = fitting

/** The worst route with enough logs; the figure of the dashboard. */
export const worst = computed(() => fitting.value.find(({ enough }) => enough) ?? null)

/** The route the panel shows: the one of the address, else the worst. */
export const shownDrift = computed<DriftRow | null>(() => {
  const { driftRoute, driftModel } = query.value
  return fitting.value.find((row) => (row.route ?? '') === driftRoute && row.model === driftModel) ?? fitting.value[0] ?? null
})

/** The span of the course: the chosen range, but never one without a start. */
export const courseBounds = computed(() => {
  const { from, to } = bounds.value
  return { from: Math.max(from ?? to - longest, to - longest), to: Math.min(to, Date.now()) }
})
export const courseBucketMs = 3_600_000

/** A server of another version than this page may not know drift. */
export const isMeasured = signal(true)

export const loadDrift = async (): Promise<void> => {
  const answer = await ask<{ rows: DriftRow[]; embedding?: Embedding | null }>('/api/drift', { query: { window: '24h' } })
  isMeasured.value = answer.ok || answer.fault.status !== 404
  if (answer.ok) embedding.value = answer.value.embedding ?? null
  if (isMeasured.value) take(drifts, answer, ({ rows }) => byWorst(rows))
  else drifts.value = { status: 'ready', value: [] }
  if (isMeasured.value) take(baselines, await ask<{ baselines: BaselineRow[] }>('/api/baseline'), (value) => value.baselines)
}

const loadCourse = async (row: DriftRow): Promise<void> => {
  const { from, to } = courseBounds.peek()
  const query = { from, to, bucket: '1h', route: row.route ?? undefined, model: row.model }
  const answer = await ask<{ rows: DriftPoint[] }>('/api/drift/series', { query })
  const now = shownDrift.peek()
  if (now?.route !== row.route || now?.model !== row.model) return
  take(course, answer, ({ rows }) => rows.filter(({ route, model }) => route === row.route && model === row.model))
}

export const reloadCourse = (): void => {
  const row = shownDrift.peek()
  if (row !== null) void loadCourse(row)
}

/** Makes the logs of a span the baseline of a route. Null when it worked. */
export const setBaseline = async (row: DriftRow, span: { from: string; to: string }): Promise<Fault | null> => {
  const body = { ...(row.route !== null && { route: row.route }), model: row.model, ...span }
  const answer = await ask('/api/baseline', { method: 'POST', body })
  if (!answer.ok) return answer.fault
  say('the baseline is set')
  await loadDrift()
  reloadCourse()
  return null
}

/** Follows the dashboard: read when it is opened or the range changes, and again twice a minute. */
export const startDrift = (): void => {
  const looking = computed(() => session.value.status === 'in' && page.value === '')
  let asked = ''
  effect(() => {
    const now = JSON.stringify(server.value)
    if (!looking.value) return
    untracked(() => {
      if (now !== asked) drifts.value = { status: 'loading' }
      asked = now
      void loadDrift()
    })
  })
  const chosen = computed(() => {
    const row = shownDrift.value
    return row === null ? '' : JSON.stringify([row.route, row.model, query.value.from, query.value.to, query.value.range])
  })
  effect(() => {
    if (!looking.value || chosen.value === '') return
    untracked(() => {
      course.value = { status: 'loading' }
      reloadCourse()
    })
  })
  setInterval(() => {
    if (!looking.peek() || document.hidden || paused.peek()) return
    void loadDrift()
    if (!isFixed.peek()) reloadCourse()
  }, renewMs)
}
