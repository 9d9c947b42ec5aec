import './index.css'
import { changeOf, enoughToJudge } from '../../lib/change.ts'
import { type Figure, figures } from '../../lib/figures.ts'
import { none } from '../../lib/format.ts'
import { type Point, seriesOf } from '../../lib/series.ts'
import { patch, query } from '../../state/address.ts'
import { bounds, bucket, previous, summary, trend } from '../../state/dashboard.ts'
import { courseOf, isOfRange, readingOf } from '../../state/reading.ts'
import { known } from '../../state/remote.ts'
import { Explained } from './explained.tsx'
import { Spark } from './spark.tsx'

const Value = ({ figure }: { figure: Figure }) => {
  const { status, value, missing, aside } = readingOf(figure.id)
  if (status === 'loading') return <span class="value waiting" role="status" aria-label="loading" />
  if (status === 'failed') return <span class="value bad">error</span>
  const over = value !== null && figure.threshold !== undefined && value > figure.threshold.value
  return (
    <>
      <span class={over ? 'value over' : 'value'}>
        {value === null ? none : figure.format(value)}
        {over && <span class="mark"> ▲ over</span>}
      </span>
      {value === null ? <span class="why">{missing}</span> : aside && <span class="why clip">{aside}</span>}
    </>
  )
}

/** Against the equal range just before; drift and stress are not of a range. */
const Against = ({ figure, value }: { figure: Figure; value: number | null }) => {
  const row = known(summary.value)
  const earlier = known(previous.value)
  const judged = Math.min(row?.count ?? 0, earlier?.count ?? 0) >= enoughToJudge
  const change = changeOf(value, earlier === null ? null : figure.value(earlier), judged ? figure.lowerIsBetter : null)
  if (change.text === '') return null
  return (
    <span
      class={change.tone === 'worse' ? 'bad' : change.tone === 'better' ? 'good' : ''}
      title={`${change.words} (the equal range just before, n ${earlier?.count ?? 0})`}
    >
      {change.text}
    </span>
  )
}

const Facts = ({ figure }: { figure: Figure }) => {
  const { value, basis } = readingOf(figure.id)
  return (
    <span class="facts">
      {isOfRange(figure.id) && <Against figure={figure} value={value} />}
      {figure.threshold && <span>{figure.threshold.text}</span>}
      {value !== null && <span>{basis}</span>}
    </span>
  )
}

/** Steps of the same size, for a trend without an axis. */
const evenly = (points: readonly Point[]): Point[] => points.map(({ value }, at) => ({ at, value }))

const One = ({ figure }: { figure: Figure }) => {
  const open = query.value.figure === figure.id
  const points = isOfRange(figure.id)
    ? seriesOf(known(trend.value) ?? [], bounds.value, bucket.value.ms, figure.value, 200)
    : evenly(courseOf(figure.id))
  return (
    <button
      type="button"
      class="figure"
      aria-expanded={open}
      title="How this is computed, and the rows behind it"
      onClick={() => patch({ figure: open ? undefined : figure.id })}
    >
      <span class="title">{figure.title}</span>
      <Value figure={figure} />
      <Spark points={points} />
      <Facts figure={figure} />
    </button>
  )
}

/** The six figures over the fold; each opens how it is computed. */
export const Figures = () => {
  const chosen = figures.find(({ id }) => id === query.value.figure)
  return (
    <section aria-label="Figures">
      <div class="figures">
        {figures.map((figure) => (
          <One key={figure.id} figure={figure} />
        ))}
      </div>
      {chosen && <Explained figure={chosen} />}
    </section>
  )
}
