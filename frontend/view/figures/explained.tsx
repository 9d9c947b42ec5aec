import { routeName } from '../../lib/drift.ts'
import type { Figure } from '../../lib/figures.ts'
import { type Point, seriesOf } from '../../lib/series.ts'
import { link, patch, query } from '../../state/address.ts'
import { bounds, bucket, summary, trend } from '../../state/dashboard.ts'
import { worst } from '../../state/drift.ts'
import { courseOf, isOfRange, readingOf } from '../../state/reading.ts'
import { known } from '../../state/remote.ts'
import { headline } from '../../state/stress.ts'
import { Empty, Shown } from '../panel/index.tsx'
import { Timeline } from '../timeline/index.tsx'

const widthNames = { '1m': 'minute', '15m': 'quarter-hour', '1h': 'hour', '1d': 'day' }

const Course = ({ figure, points }: { figure: Figure; points: readonly Point[] }) =>
  points.some(({ value }) => value !== null) ? (
    <Timeline
      name={figure.title}
      points={points}
      format={figure.format}
      lowest={figure.lowest ?? 0}
      {...(figure.threshold && { threshold: figure.threshold.value })}
    />
  ) : (
    <Empty>{readingOf(figure.id).missing}</Empty>
  )

/** What stands behind a figure: logs, or the stress test it is of. */
const Behind = ({ figure }: { figure: Figure }) => {
  const source = query.value.source ?? 'production'
  const route = worst.value
  const run = headline.value
  if (figure.id === 'stress')
    return run === null ? null : (
      <a class="button" href={link(['stress', run.runId])}>
        The run and its findings →
      </a>
    )
  if (figure.id === 'drift')
    return route === null ? null : (
      <a class="button" href={link(['logs'], { source, route: route.route ?? undefined, model: route.model })}>
        Logs of {routeName(route)} →
      </a>
    )
  return figure.rows ? (
    <a class="button" href={link(['logs'], { source, ...figure.rows })}>
      {figure.rowsName} →
    </a>
  ) : null
}

/** How a figure is computed, its course, and the way to the rows behind it. */
export const Explained = ({ figure }: { figure: Figure }) => {
  const row = known(summary.value)
  const { value, basis, aside } = readingOf(figure.id)
  const ofRange = isOfRange(figure.id)
  const per = figure.id === 'stress' ? 'run' : figure.id === 'drift' ? 'hour' : widthNames[bucket.value.id]
  return (
    <div class="explained">
      <div class="words">
        <h3>How it is computed</h3>
        <p>{figure.formula}</p>
        {value !== null && (
          <p class="worked">
            {ofRange ? row !== null && figure.worked?.(row) : aside} {ofRange && !figure.worked ? '' : '· '}
            {basis}
          </p>
        )}
        <h3>What it does not say</h3>
        <p>{figure.limits}</p>
        <p class="row">
          <Behind figure={figure} />
          <button type="button" class="text" onClick={() => patch({ figure: undefined })}>
            Close
          </button>
        </p>
      </div>
      <div class="course">
        <h3>
          {figure.title} by {per}
          {figure.unit ? `, ${figure.unit}` : ''}
        </h3>
        {ofRange ? (
          <Shown held={trend.value}>
            {(rows) => <Course figure={figure} points={seriesOf(rows, bounds.value, bucket.value.ms, figure.value)} />}
          </Shown>
        ) : (
          <Course figure={figure} points={courseOf(figure.id)} />
        )}
      </div>
    </div>
  )
}
