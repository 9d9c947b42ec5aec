import './index.css'
import { answersMoved } from '../../../backend/core/drift.ts'
import {
  attributionText,
  type DriftRow,
  embeddingText,
  firingText,
  lengthText,
  missingText,
  reasoningText,
  routeName,
  sameRoute,
} from '../../lib/drift.ts'
import { count, or, three } from '../../lib/format.ts'
import { link, patch, query, utc } from '../../state/address.ts'
import { course, driftRows, drifts, embedding, isMeasured, loadDrift, reloadCourse, shownDrift, worst } from '../../state/drift.ts'
import { Empty, Failed, Loading, Panel } from '../panel/index.tsx'
import { Baseline } from './baseline.tsx'
import { Course, CourseLegend } from './course.tsx'

const Choice = ({ rows, shown }: { rows: readonly DriftRow[]; shown: DriftRow }) => (
  <label class="small quiet push route-choice">
    <span class="unseen">route and model</span>
    <select
      value={rows.indexOf(shown)}
      onChange={({ currentTarget }) => {
        const row = rows[Number(currentTarget.value)]
        if (row) patch({ driftRoute: row.route ?? '', driftModel: row.model })
      }}
    >
      {rows.map((row, index) => (
        <option key={routeName(row)} value={index}>
          {routeName(row)} {row.enough ? three(row.semanticDrift ?? 0) : '–'}
          {index === 0 && row.enough ? ' (the worst)' : ''}
        </option>
      ))}
    </select>
  </label>
)

const leftOut = ({ notEmbedded = 0 }: DriftRow): string =>
  notEmbedded === 0 ? '' : ` · ${count(notEmbedded)} ${notEmbedded === 1 ? 'answer' : 'answers'} in a language it does not speak left out`

const Gauges = ({ row }: { row: DriftRow }) => (
  <p class="small quiet">
    meaning <strong>{or(row.semanticDrift, three)}</strong> · style {or(row.styleDrift, three)} · prompts {or(row.promptDrift, three)}
    {row.lengthFactor !== null && ` · length × ${three(row.lengthFactor)}`}
    {row.length?.reasoning && ` · reasoning × ${three(row.length.reasoning.factor)}`} · last 24 hours
    {leftOut(row)}
  </p>
)

const Moved = ({ examples }: { examples: readonly string[] }) =>
  examples.length === 0 ? null : (
    <p class="small">
      <span class="quiet">What moved most:</span>{' '}
      {examples.slice(0, 5).map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <a href={link(['logs', id])}>answer {index + 1}</a>
        </span>
      ))}
    </p>
  )

const Words = ({ row }: { row: DriftRow }) => {
  const missing = missingText(row)
  const fired = firingText(row)
  const lengths = [lengthText(row), reasoningText(row)].filter((text) => text !== null)
  if (missing !== null)
    return (
      <Empty>
        <p>
          <strong>{missing}</strong>. Nothing is drawn until then: a flat line here would be a claim.
        </p>
      </Empty>
    )
  return (
    <div class="drift-words">
      <p class={row.attribution === 'none' ? 'told-drift' : 'told-drift bad'}>
        {row.attribution === 'none' ? '● ' : '▲ '}
        {attributionText(row, utc.value, Date.now())}
        {fired !== null && ` (${fired})`}
      </p>
      {lengths.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <Gauges row={row} />
      <Moved examples={row.examples} />
    </div>
  )
}

const Behind = () => {
  const text = embedding.value && embeddingText(embedding.value)
  return text === null ? null : <p class="small quiet">{text}.</p>
}

const Route = ({ row }: { row: DriftRow }) => {
  const held = course.value
  return (
    <>
      <Words row={row} />
      {row.enough && held.status === 'loading' && <Loading />}
      {row.enough && held.status === 'failed' && <Failed fault={held.fault} again={reloadCourse} />}
      {row.enough && held.status === 'ready' && (
        <>
          <Course rows={held.value} row={row} />
          <CourseLegend rows={held.value} row={row} />
        </>
      )}
      <Baseline row={row} />
    </>
  )
}

/** Whether the answers of a route have moved away from its baseline, since when, and what moved. */
export const Drift = () => {
  const held = drifts.value
  const rows = driftRows.value
  const row = shownDrift.value
  const isWorst = row !== null && worst.value !== null && sameRoute(row, worst.value) && query.value.driftModel === undefined
  return (
    <Panel
      name="drift"
      title="Semantic drift"
      aside={
        <>
          <span class="small quiet">
            alert &gt; {answersMoved}
            {isWorst && rows.length > 1 ? ' · the worst route' : ''}
          </span>
          {row !== null && <Choice rows={rows} shown={row} />}
        </>
      }
    >
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && <Failed fault={held.fault} again={loadDrift} />}
      {held.status === 'ready' && <Behind />}
      {held.status === 'ready' && row !== null && <Route row={row} />}
      {held.status === 'ready' && row === null && (
        <Empty>
          <p>
            <strong>
              {!isMeasured.value
                ? 'This server does not measure drift.'
                : held.value.length === 0
                  ? 'No route yet.'
                  : 'No route passes the filters.'}
            </strong>{' '}
            Drift compares the answers of a route’s last 24 hours with its baseline: its first 200 logs or more, or a span you choose.
          </p>
        </Empty>
      )}
    </Panel>
  )
}
