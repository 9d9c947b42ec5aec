import type { Figure } from '../../lib/figures.ts'
import { seriesOf } from '../../lib/series.ts'
import { link, patch, query } from '../../state/address.ts'
import { bounds, bucket, summary, trend } from '../../state/dashboard.ts'
import { known } from '../../state/remote.ts'
import { Empty, Shown } from '../panel/index.tsx'
import { Timeline } from '../timeline/index.tsx'

const widthNames = { '1m': 'minute', '15m': 'quarter-hour', '1h': 'hour', '1d': 'day' }

/** How a figure is computed, its course over the range, and the way to the rows behind it. */
export const Explained = ({ figure }: { figure: Figure }) => {
  const row = known(summary.value)
  return (
    <div class="explained">
      <div class="words">
        <h3>How it is computed</h3>
        <p>{figure.formula}</p>
        {row !== null && figure.value(row) !== null && (
          <p class="worked">
            {figure.worked?.(row)} {figure.worked ? '· ' : ''}
            {figure.basis(row)}
          </p>
        )}
        <h3>What it does not say</h3>
        <p>{figure.limits}</p>
        <p class="row">
          {figure.rows && (
            <a class="button" href={link(['logs'], { source: query.value.source ?? 'production', ...figure.rows })}>
              {figure.rowsName} →
            </a>
          )}
          <button type="button" class="text" onClick={() => patch({ figure: undefined })}>
            Close
          </button>
        </p>
      </div>
      <div class="course">
        <h3>
          {figure.title} by {widthNames[bucket.value.id]}
          {figure.unit ? `, ${figure.unit}` : ''}
        </h3>
        <Shown held={trend.value}>
          {(rows) => {
            const points = seriesOf(rows, bounds.value, bucket.value.ms, figure.value)
            if (!points.some(({ value }) => value !== null)) return <Empty>{figure.missing}</Empty>
            return (
              <Timeline
                name={figure.title}
                points={points}
                format={figure.format}
                lowest={figure.lowest ?? 0}
                {...(figure.threshold && { threshold: figure.threshold.value })}
              />
            )
          }}
        </Shown>
      </div>
    </div>
  )
}
