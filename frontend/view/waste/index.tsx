import './index.css'
import { count, dollars, or, wasteText } from '../../lib/format.ts'
import type { WasteRow } from '../../lib/wire.ts'
import { link, patch, query } from '../../state/address.ts'
import { top, topBy } from '../../state/dashboard.ts'
import { Empty, Panel, Shown } from '../panel/index.tsx'
import { Unpriced } from '../unpriced/index.tsx'

const kinds = ['route', 'model', 'prompt'] as const

const target = (row: WasteRow): string => {
  const by = topBy.value
  if (by === 'prompt') return link(['logs', row.exampleId ?? ''])
  return link(['logs'], { source: query.value.source ?? 'production', minWaste: '1.05', ...(row.key !== null && { [by]: row.key }) })
}

const Ranked = ({ rows }: { rows: readonly WasteRow[] }) => {
  const most = Math.max(...rows.map(({ wastedUsd }) => wastedUsd ?? 0))
  return (
    <table class="ranked">
      <thead>
        <tr>
          <th>{topBy.value}</th>
          <th class="number">$ wasted</th>
          <th class="number">tokens wasted</th>
          <th class="number">waste</th>
          <th class="number">logs</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td class="key">
              <a class="clip" href={target(row)}>
                {row.key || `(no ${topBy.value})`}
              </a>
              <span class="share" aria-hidden="true" style={{ width: `${most > 0 ? ((row.wastedUsd ?? 0) / most) * 100 : 0}%` }} />
            </td>
            <td class="number">{row.wastedUsd === null ? <Unpriced /> : dollars(row.wastedUsd)}</td>
            <td class="number">{count(row.wastedTokens)}</td>
            <td class="number">{or(row.cognitiveWaste, wasteText)}</td>
            <td class="number">{count(row.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What would save the most: by route, model or prompt, ranked by dollars that bought nothing new. */
export const TopWaste = () => (
  <Panel
    name="top"
    title="Most dollars wasted"
    aside={
      <fieldset class="tabs push" aria-label="Ranked by">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={topBy.value === kind}
            onClick={() => patch({ by: kind === 'route' ? undefined : kind })}
          >
            {kind}
          </button>
        ))}
      </fieldset>
    }
  >
    <Shown held={top.value}>
      {(rows) => {
        const wasteful = rows.filter(({ wastedTokens }) => wastedTokens > 0)
        if (rows.length === 0) return <Empty>No logs in this range.</Empty>
        return wasteful.length === 0 ? <Empty>No waste was found in the logs of this range.</Empty> : <Ranked rows={wasteful} />
      }}
    </Shown>
  </Panel>
)
