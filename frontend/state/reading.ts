import { alsoFiring, fewest, missingText, routeName } from '../lib/drift.ts'
import { figures, type Measured } from '../lib/figures.ts'
import { ago, count } from '../lib/format.ts'
import type { Point } from '../lib/series.ts'
import { summary } from './dashboard.ts'
import { course, driftRows, drifts, isMeasured, worst } from './drift.ts'
import { known, type Remote } from './remote.ts'
import { headline, latest, runs } from './stress.ts'

/** What a figure shows now. */
export interface Reading {
  status: Remote<unknown>['status']
  value: number | null
  /** Why there is no value. */
  missing: string
  /** A second, smaller fact. */
  aside: string | null
  /** What it rests on. */
  basis: string
}

const noRoute = (): string =>
  isMeasured.value ? `no route yet: a baseline is made of its first ${fewest.baseline} logs` : 'this server does not measure it'

const driftReading = (): Reading => {
  const row = worst.value
  const nearest = driftRows.value[0]
  const also = row === null ? null : alsoFiring(driftRows.value, row)
  return {
    status: drifts.value.status,
    value: row?.semanticDrift ?? null,
    missing: nearest === undefined ? noRoute() : (missingText(nearest) ?? ''),
    aside: row === null ? null : also === null ? routeName(row) : `▲ ${also}`,
    basis: row === null ? '' : `meaning, n ${count(row.n)}`,
  }
}

const stressReading = (): Reading => {
  const run = headline.value
  const rate = known(latest.value)?.summary.attackSuccessRate
  return {
    status: latest.value.status,
    value: run?.adversarialStress ?? null,
    missing: known(latest.value)?.run.practice === true ? 'only practice has run' : 'no stress test has finished',
    aside: run === null || run.finishedAt === null ? null : `run ${ago(Date.now() - Date.parse(run.finishedAt))} ago`,
    basis: `n ${count(rate?.n ?? 0)} attacks`,
  }
}

const rangeReading = (id: string): Reading => {
  const figure = figures.find((held) => held.id === id)
  const row: Measured | null = known(summary.value)
  const value = row === null || figure === undefined ? null : figure.value(row)
  return {
    status: summary.value.status,
    value,
    missing: row === null ? 'no logs in this range' : (figure?.missing ?? ''),
    aside: row === null ? null : (figure?.aside?.(row) ?? null),
    basis: row === null ? '' : (figure?.basis(row) ?? ''),
  }
}

/** Drift and stress are of the last day and the latest run, whatever the range; the others are of the range. */
export const readingOf = (id: string): Reading => (id === 'drift' ? driftReading() : id === 'stress' ? stressReading() : rangeReading(id))

export const isOfRange = (id: string): boolean => id !== 'drift' && id !== 'stress'

/** The course of drift where the worst route is the one that was read, and of stress from run to run. */
export const courseOf = (id: string): Point[] => {
  if (id === 'drift') {
    const rows = known(course.value) ?? []
    const of = worst.value
    if (of === null) return []
    return rows.flatMap((row) =>
      row.route === of.route && row.model === of.model ? [{ at: Date.parse(row.bucket), value: row.semanticDrift }] : [],
    )
  }
  return (known(runs.value) ?? [])
    .flatMap(({ finishedAt, practice, adversarialStress }) =>
      practice || finishedAt === null || adversarialStress === null ? [] : [{ at: Date.parse(finishedAt), value: adversarialStress }],
    )
    .reverse()
}
