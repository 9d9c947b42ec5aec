import type { Campaign } from '../core/campaign.ts'
import { totalOf } from '../core/histogram.ts'
import type { LogFilter, LogStore, SumRow } from '../core/ports.ts'
import { emptySums, type Sums, summarise } from '../core/summary.ts'
import type { RouteDrift } from './drift/rows.ts'

/** The figures of a set of logs over `seconds`. Drift, stress and fragility are null until something measures them. */
export const figures = (sums: Sums, seconds: number | null) => {
  const { count, tokens, wastedByKind, ...rest } = summarise(sums)
  return {
    count,
    /** Logs with output: what the waste figures are over. */
    scored: sums.scored,
    /** Logs that say their latency. */
    timed: totalOf(sums.latency),
    logsPerSecond: count > 0 && seconds !== null && seconds > 0 ? count / seconds : count > 0 ? null : 0,
    ...rest,
    semanticDrift: null,
    adversarialStress: null,
    fragilityScore: null,
    tokens,
    wastedByKind,
  }
}

/** What the latest finished run of a real target scores; nulls when there is none. */
export const stressFigures = (run: Campaign | null) => ({
  adversarialStress: run?.stress ?? null,
  fragilityScore: run?.fragility ?? null,
  stressRun: run?.runId ?? null,
})

export const windows = { '5m': 300_000, '1h': 3_600_000, '24h': 86_400_000 } as const
export type Window = keyof typeof windows

const minute = 60_000

/** Seconds since the newest log arrived; null when none ever did. */
export const dataAge = (newestArrival: number | null, now: number): number | null =>
  newestArrival === null ? null : Math.max(0, Math.round((now - newestArrival) / 1000))

/** The worst route and model of the trailing 24 h; nulls when there is none with enough logs. */
export const driftFigures = (worst: RouteDrift | null) => ({
  semanticDrift: worst?.semanticDrift ?? null,
  drift: worst && { route: worst.route, model: worst.model, attribution: worst.attribution },
})

/** The `metrics` payload: a trailing window, snapped to whole minutes because that is how finely sums are kept. */
export const windowMetrics = async (
  store: LogStore,
  now: number,
  window: Window,
  filter: Omit<LogFilter, 'from' | 'to'>,
  newestArrival: number | null,
  latestRun: Campaign | null,
  worst: RouteDrift | null,
) => {
  const from = Math.floor((now - windows[window]) / minute) * minute
  const [row] = await store.sums({ ...filter, from, to: now + minute, bucketMs: null, groupBy: [] })
  return {
    at: new Date(now).toISOString(),
    window,
    ...figures(row?.sums ?? emptySums(), (now - from) / 1000),
    ...driftFigures(worst),
    ...stressFigures(latestRun),
    dataAgeSeconds: dataAge(newestArrival, now),
  }
}

/** Seconds a row covers up to now, at least 1, for its rate; null for an unbounded range and for what is yet to come. */
export const coveredSeconds = (row: Pick<SumRow, 'bucket' | 'widthMs'>, range: { from?: number }, now: number): number | null => {
  if (row.widthMs === Number.POSITIVE_INFINITY && range.from === undefined) return null
  const start = Math.max(row.bucket, Math.floor((range.from ?? 0) / minute) * minute)
  return now < start ? null : Math.max(1, Math.min(row.widthMs, now - start) / 1000)
}
