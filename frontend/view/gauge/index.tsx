import './index.css'
import { gaugePosition } from '../../lib/axis.ts'
import { type DriftRow, lengthText, routeName } from '../../lib/drift.ts'
import { type Measured, scoredOf, spentTokens, wastedShare } from '../../lib/figures.ts'
import { count, dollars, none, or, percent, wasteText } from '../../lib/format.ts'
import { splitOf } from '../../lib/split.ts'
import { link, query } from '../../state/address.ts'
import { summary } from '../../state/dashboard.ts'
import { driftRows } from '../../state/drift.ts'
import { Empty, Panel, Shown } from '../panel/index.tsx'

const centre = { x: 120, y: 116 }
const radius = 96

/** A point on the half circle: 0 left, 1 right. */
const point = (position: number, r = radius): string => {
  const angle = Math.PI * (1 - position)
  return `${(centre.x + r * Math.cos(angle)).toFixed(2)} ${(centre.y - r * Math.sin(angle)).toFixed(2)}`
}

const arc = (from: number, to: number): string => `M ${point(from)} A ${radius} ${radius} 0 0 1 ${point(to)}`

const marks = [1, 1.5, 2.5, 5]
const alertAt = 2.5

const Dial = ({ waste }: { waste: number | null }) => {
  const at = waste === null ? 0 : Math.max(gaugePosition(waste), 0.004)
  const limit = gaugePosition(alertAt)
  return (
    <svg
      class="dial"
      viewBox="0 0 240 140"
      role="img"
      aria-label={`Cognitive waste ${waste === null ? 'has no data' : wasteText(waste)} on a log scale from 1 to 5, alert at 2.5`}
    >
      <path class="track" d={arc(0, 1)} />
      <path class="track danger" d={arc(limit, 1)} />
      {waste !== null && <path class="fill" d={arc(0, Math.min(at, limit))} />}
      {waste !== null && at > limit && <path class="fill danger" d={arc(limit, at)} />}
      <path class="tick" d={`M ${point(limit, radius - 14)} L ${point(limit, radius + 12)}`} />
      {marks.map((mark) => {
        const [x, y] = point(gaugePosition(mark), mark === 1 || mark === 5 ? radius : radius + 14).split(' ')
        const ends = mark === 1 || mark === 5
        return (
          <text
            key={mark}
            x={x}
            y={ends ? centre.y + 18 : y}
            class={mark === alertAt ? 'alert' : ''}
            text-anchor={ends || mark === 1.5 ? 'middle' : 'start'}
          >
            {mark}
          </text>
        )
      })}
      <text x={centre.x} y={centre.y - 22} class="figure-text" text-anchor="middle">
        {or(waste, wasteText)}
      </text>
      <text x={centre.x} y={centre.y} text-anchor="middle">
        tokens per useful token
      </text>
    </svg>
  )
}

const Split = ({ row }: { row: Measured }) => {
  const parts = splitOf(row)
  const share = wastedShare(row)
  if (share === null) return null
  const said = parts.filter(({ tokens }) => tokens > 0).map((part) => `${percent(part.share)} ${part.id}`)
  return (
    <div class="split">
      <div class="stack" role="img" aria-label={`Of the tokens ${said.join(', ')}`}>
        {parts.map(({ id, tokens }) => tokens > 0 && <span key={id} class={`bucket ${id}`} style={{ flexGrow: tokens }} />)}
      </div>
      <ul class="row small">
        {parts.map((part) => (
          <li key={part.id} class={part.tokens === 0 ? 'quiet' : ''}>
            <span class={`swatch bucket ${part.id}`} aria-hidden="true" /> {part.id} {count(part.tokens)}
          </li>
        ))}
      </ul>
      <p class="small">
        {count(row.tokens.wasted)} wasted ({percent(share)}
        {row.wastedUsd === null ? '' : `, ${dollars(row.wastedUsd)}`}) of {count(spentTokens(row))} tokens
      </p>
    </div>
  )
}

const Share = ({ row }: { row: Measured }) => (
  <p class="small quiet">
    {row.wastefulShare === null ? (
      none
    ) : (
      <>
        <a href={link(['logs'], { source: query.value.source ?? 'production', minWaste: '2.5' })}>
          {percent(row.wastefulShare)} of the scored logs
        </a>{' '}
        are above 2.5 (n {count(scoredOf(row))}).
      </>
    )}
  </p>
)

/** The longest answers of all routes against their baselines: beside the waste, never part of it. */
const Length = () => {
  const longest = driftRows.value.reduce<DriftRow | null>(
    (most, row) => ((row.lengthFactor ?? 0) > (most?.lengthFactor ?? 0) ? row : most),
    null,
  )
  const text = longest === null ? null : lengthText(longest)
  return text === null || longest === null ? null : (
    <p class="small quiet">
      {routeName(longest)}: {text}.
    </p>
  )
}

/** How many tokens were spent for one useful token, and where they went. */
export const Gauge = () => (
  <Panel name="gauge" title="Cognitive waste">
    <Shown held={summary.value}>
      {(row) =>
        row === null || row.cognitiveWaste === null ? (
          <Empty>{row === null ? 'No logs in this range.' : 'No log of this range has output, so nothing was useful or wasted.'}</Empty>
        ) : (
          <>
            <Dial waste={row.cognitiveWaste} />
            <Split row={row} />
            <Share row={row} />
            <Length />
          </>
        )
      }
    </Shown>
  </Panel>
)
