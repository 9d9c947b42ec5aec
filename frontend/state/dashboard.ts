import { computed, effect, signal, untracked } from '@preact/signals'
import { headersOf, type Query, urlOf } from '../lib/api.ts'
import { openStream, type ServerEvent, type StreamState } from '../lib/events.ts'
import { changedBy, crowdOf, mergeHeads } from '../lib/live.ts'
import { type Bounds, boundsOf, bucketOf, rangeBefore, windowOf } from '../lib/range.ts'
import type { RunState } from '../lib/stress.ts'
import { hourStart } from '../lib/time.ts'
import type { Answer, Fault, Head, LiveMetrics, MetricsRow, WasteRow } from '../lib/wire.ts'
import { filters, page, query, range, utc } from './address.ts'
import { known, remote, take } from './remote.ts'
import { ask, server, session } from './server.ts'

const mostHeads = 500
const refreshMs = 10_000
const soonMs = 300
/** Below this many logs every one of them should move the figures at once. */
const few = 50
const fewMs = 1_000
const idleMs = 60_000
const headsMs = 5_000
/** The list is read again after this long at the latest, for what the stream did not tell. */
const headsOldMs = 300_000
const retryMs = 5_000
const hour = 3_600_000

interface Rows {
  rows: MetricsRow[]
  dataAgeSeconds: number | null
}

/** What the page knows about the chosen range: a null summary is a range without logs. */
export const summary = remote<Omit<MetricsRow, 'bucket'> | null>()
export const previous = remote<MetricsRow | null>()
export const trend = remote<MetricsRow[]>()
export const heat = remote<MetricsRow[]>()
export const heads = remote<Head[]>()
export const top = remote<WasteRow[]>()
/** The newest log of any source and time; null when nothing is stored at all. */
export const newest = remote<Head | null>()
export const hasSample = signal(false)

/** Seconds between the newest arrival and `at` (epoch ms). */
export const age = signal<{ seconds: number | null; at: number }>({ seconds: null, at: Date.now() })
/** The instant the range was last read for; charts and ranges are drawn against it. */
export const readAt = signal(Date.now())
export const bounds = computed<Bounds>(() => boundsOf(range.value, readAt.value))
export const bucket = computed(() => bucketOf(bounds.value, readAt.value))
export const heatStart = computed(() => hourStart(Math.min(bounds.value.to - 60_000, readAt.value), utc.value) - 23 * hour)

export const paused = signal(false)
/** Logs that came while paused, or while a list was being read. */
export const waiting = signal(0)
export const stream = signal<StreamState>({ status: 'connecting' })
/** How far a stress test is, as the stream last told. */
export const toldRun = signal<RunState | null>(null)
/** Why the last refresh failed while older figures are still shown. */
export const problem = signal<Fault | null>(null)

export const isFixed = computed(() => 'from' in range.value)
export const topBy = computed(() => (['route', 'model', 'prompt'].includes(query.value.by ?? '') ? (query.value.by as string) : 'route'))

/** What is asked of every metric: the filters but for the status, which sums do not know. */
const dimensions = computed<Query>(() => {
  const { status: _, ...rest } = filters.value
  return rest
})
const listFilter = computed<Query>(() => ({ source: 'production', ...filters.value }))

let generation = 0
let lastRefresh = 0
let timer: ReturnType<typeof setTimeout> | undefined
let headsReadAt = 0
/** Whether the stream may have left logs out, so that the list has to be read. */
let headsDue = true
/** Logs the stream told since the figures were last asked for. */
let told = 0
const crowded = crowdOf()

const noted = <T>(answer: Answer<T>): Answer<T> => {
  if (!answer.ok) problem.value = answer.fault
  return answer
}

/** Answers to an older question are dropped. */
const asking = async <T>(path: string, given: Query, use: (answer: Answer<T>) => void): Promise<void> => {
  const mine = generation
  const answer = noted(await ask<T>(path, { query: given }))
  if (mine === generation) use(answer)
}

const loadTop = (): Promise<void> => {
  const { from, to } = bounds.peek()
  return asking<{ rows: WasteRow[] }>('/api/waste/top', { by: topBy.peek(), from, to, limit: 8, ...dimensions.peek() }, (answer) =>
    take(top, answer, ({ rows }) => rows),
  )
}

const loadHeads = (): Promise<void> => {
  const { from, to } = bounds.peek()
  headsReadAt = Date.now()
  headsDue = false
  return asking<{ logs: Head[] }>('/api/logs', { from, to, limit: mostHeads, ...listFilter.peek() }, (answer) =>
    take(heads, answer, ({ logs }) => logs),
  )
}

const loadSample = (): Promise<void> =>
  asking<{ logs: Head[] }>('/api/logs', { sessionId: 'aicwd-sample', limit: 1 }, (answer) => {
    if (answer.ok) hasSample.value = answer.value.logs.length > 0
  })

const loadNewest = (): Promise<void> =>
  asking<{ logs: Head[] }>('/api/logs', { limit: 1 }, (answer) => take(newest, answer, ({ logs }) => logs[0] ?? null))

const loadMetrics = async (): Promise<void> => {
  const { from, to } = bounds.peek()
  const earlier = rangeBefore({ from, to }, readAt.peek())
  const metrics = (given: Query, use: (answer: Answer<Rows>) => void) =>
    asking<Rows>('/api/metrics', { ...dimensions.peek(), ...given }, use)
  const start = heatStart.peek()
  await Promise.all([
    metrics({ from, to, bucket: 'all' }, (answer) => {
      take(summary, answer, ({ rows }) => rows[0] ?? null)
      if (answer.ok) age.value = { seconds: answer.value.dataAgeSeconds, at: Date.now() }
    }),
    metrics({ from, to, bucket: bucket.peek().id }, (answer) => take(trend, answer, ({ rows }) => rows)),
    metrics({ from: start, to: start + 24 * hour, bucket: '15m' }, (answer) => take(heat, answer, ({ rows }) => rows)),
    earlier === null
      ? take(previous, { ok: true, value: null }, (value) => value)
      : metrics({ ...earlier, bucket: 'all' }, (answer) => take(previous, answer, ({ rows }) => rows[0] ?? null)),
  ])
}

const begin = (): void => {
  clearTimeout(timer)
  timer = undefined
  lastRefresh = Date.now()
  readAt.value = lastRefresh
  waiting.value = 0
  problem.value = null
  told = 0
}

/** Reads everything the dashboard shows again; what is shown stays until the answer is there. */
export const refresh = async (): Promise<void> => {
  begin()
  await Promise.all([loadMetrics(), loadHeads(), loadTop(), loadNewest(), loadSample()])
}

/** Takes out what has left the range, and says whether the list still is what the figures count. */
const headsHold = (): boolean => {
  const held = known(heads.peek())
  if (held === null) return false
  const kept = mergeHeads(held, [], bounds.peek(), mostHeads)
  if (kept.length < held.length) heads.value = { status: 'ready', value: kept }
  // Sums do not know the status: then the list has nothing to be held against.
  if (filters.peek().status !== undefined) return true
  return !changedBy({ held: kept.length, told, count: known(summary.peek())?.count ?? 0, most: mostHeads })
}

/** Reads the figures again. The list, by far the largest answer, only when the stream cannot have kept it whole. */
const renew = async (): Promise<void> => {
  begin()
  await Promise.all([loadMetrics(), loadTop(), ...(known(newest.peek()) === null ? [loadNewest()] : [])])
  const since = Date.now() - headsReadAt
  if (summary.peek().status !== 'ready' || since < headsMs) return
  if (!headsHold() || headsDue || since > headsOldMs) await Promise.all([loadHeads(), loadNewest(), loadSample()])
}

/** Reads again soon: at once after a quiet time, else at most every ten seconds; every second while there are few logs. */
const refreshSoon = (): void => {
  if (timer !== undefined || page.peek() !== '') return
  const gap = (known(summary.peek())?.count ?? 0) < few ? fewMs : refreshMs
  timer = setTimeout(renew, Math.max(soonMs, lastRefresh + gap - Date.now()))
}

const onMetrics = ({ window, at: _, dataAgeSeconds, ...row }: LiveMetrics): void => {
  age.value = { seconds: dataAgeSeconds, at: Date.now() }
  const wanted = windowOf(range.peek())
  if (!wanted.exact || wanted.window !== window || paused.peek() || summary.peek().status !== 'ready') return
  summary.value = { status: 'ready', value: row.count === 0 ? null : row }
  // Deleted elsewhere: the list shows what the figures no longer count
  if (filters.peek().status === undefined && (known(heads.peek())?.length ?? 0) - told > row.count) refreshSoon()
}

let arrived: Head[] = []

/** Takes the logs of the last moments in at once, newest first, so that a burst draws once. */
const takeArrived = (): void => {
  const fresh = arrived.reverse()
  arrived = []
  const held = known(heads.peek())
  if (held === null) return
  const wanted = filters.peek().status
  const fitting = fresh.filter(({ status }) => wanted === undefined || status === wanted)
  heads.value = { status: 'ready', value: mergeHeads(held, fitting, boundsOf(range.peek(), Date.now()), mostHeads) }
}

const onLog = (head: Head): void => {
  if (paused.peek() || page.peek() !== '') {
    waiting.value += 1
    return
  }
  told += 1
  if (crowded(Date.now())) headsDue = true
  if (arrived.push(head) === 1) setTimeout(takeArrived, 200)
  if (arrived.length > mostHeads) arrived.shift()
  refreshSoon()
}

const onEvent = ({ event, data }: ServerEvent): void => {
  if (event === 'metrics') onMetrics(JSON.parse(data) as LiveMetrics)
  else if (event === 'log') onLog(JSON.parse(data) as Head)
  else if (event === 'red-team') toldRun.value = JSON.parse(data) as RunState
  else if (event === 'reset') void refresh()
}

export const pause = (): void => {
  paused.value = true
}

export const resume = (): void => {
  paused.value = false
  void refresh()
}

/** Forgets what is shown, so that nothing of another range or filter is taken for this one. */
const forget = (): void => {
  for (const held of [summary, previous, trend, heat, heads, top]) held.value = { status: 'loading' }
  arrived = []
}

/** Starts the controller: it follows the address, the session and the stream until the page is closed. */
export const startDashboard = (): void => {
  const signedIn = computed(() => session.value.status === 'in')
  const question = computed(() => JSON.stringify([range.value, filters.value, utc.value, server.value]))
  const onDashboard = computed(() => page.value === '')

  let asked = ''
  effect(() => {
    if (!signedIn.value || !onDashboard.value) return
    const now = question.value
    untracked(() => {
      generation += 1
      if (now !== asked) forget()
      asked = now
      void refresh()
    })
  })

  effect(() => {
    if (!signedIn.value) return
    problem.value = null
    untracked(() => void loadSample())
  })

  let by = topBy.peek()
  effect(() => {
    if (topBy.value === by) return
    by = topBy.value
    untracked(() => {
      if (!signedIn.peek() || !onDashboard.peek()) return
      top.value = { status: 'loading' }
      void loadTop()
    })
  })

  const streamUrl = computed(() => {
    if (!signedIn.value || isFixed.value) return null
    return urlOf(server.value.base, '/api/metrics/stream', { window: windowOf(range.value).window, ...dimensions.value })
  })
  effect(() => {
    const url = streamUrl.value
    if (url === null) return
    return untracked(() =>
      openStream({
        url,
        headers: headersOf(server.peek()),
        onEvent,
        onState: (state) => {
          const again = state.status === 'open' && stream.peek().status === 'lost'
          stream.value = state
          if (state.status === 'refused' && state.code === 401) session.value = { status: 'out' }
          if (again) headsDue = true
          if (again && page.peek() === '') refreshSoon()
        },
      }),
    )
  })

  setInterval(() => {
    const waited = Date.now() - lastRefresh
    const failing = problem.peek()
    const quiet = failing === null ? waited > idleMs : waited > Math.max(retryMs, (failing.retryAfter ?? 0) * 1000)
    if (quiet && signedIn.peek() && onDashboard.peek() && !paused.peek() && !isFixed.peek() && !document.hidden)
      void (failing === null ? renew() : refresh())
  }, 5_000)
}
