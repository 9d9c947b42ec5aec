import './index.css'
import { ago, many, none, or, rate } from '../../lib/format.ts'
import { moment } from '../../lib/time.ts'
import { filters, utc } from '../../state/address.ts'
import { age, bounds, heads, isFixed, newest, readAt, summary } from '../../state/dashboard.ts'
import { known } from '../../state/remote.ts'
import { Alerts } from '../alerts/index.tsx'
import { Drift } from '../drift/index.tsx'
import { Figures } from '../figures/index.tsx'
import { Gauge } from '../gauge/index.tsx'
import { rangeName } from '../header/range.tsx'
import { Heatmap } from '../heatmap/index.tsx'
import { Recent } from '../recent/index.tsx'
import { Resilience } from '../resilience/index.tsx'
import { Scatter } from '../scatter/index.tsx'
import { FewHere, NothingHere, Start } from '../start/index.tsx'
import { TopWaste } from '../waste/index.tsx'

/** Fewer logs than this are no rate. */
const fewest = 10

/** Of what is shown, and by its own time; what arrives beside it, as the calls of a stress test, is told apart. */
const Freshness = () => {
  const [first] = known(heads.value) ?? []
  const { seconds, at } = age.value
  const arrived = seconds === null ? none : `${ago(seconds * 1000)} ago`
  return (
    <span title={`by its own time; a log of any source, range and filter last arrived here ${arrived}`}>
      newest log here {first === undefined ? none : `${ago(Math.max(0, at - Date.parse(first.timestamp)))} ago`}
    </span>
  )
}

/** What is looked at, in one line: the range, how much, how fresh. */
const Scope = () => {
  const held = summary.value
  const row = known(held)
  const { from, to } = bounds.value
  const end = Math.min(to, readAt.value)
  return (
    <p class="scope quiet">
      <strong>{rangeName()}</strong>
      {from !== undefined && !isFixed.value && (
        <span>
          {moment(from, utc.value)} – {moment(end, utc.value)}
        </span>
      )}
      {held.status === 'ready' && <span>{many(row?.count ?? 0, 'log')}</span>}
      {row !== null && row.logsPerSecond !== null && row.count >= fewest && <span>{or(row.logsPerSecond, rate)}</span>}
      <Freshness />
      {filters.value.status && (
        <span class="bad">status {filters.value.status}: narrows the scatter and the list; figures cover every status</span>
      )}
    </p>
  )
}

const isNew = (): boolean =>
  newest.value.status === 'ready' &&
  newest.value.value === null &&
  (known(heads.value) ?? []).length === 0 &&
  (known(summary.value)?.count ?? 0) === 0

export const Dashboard = () => {
  if (isNew())
    return (
      <main class="dashboard">
        <Start />
      </main>
    )
  const empty = summary.value.status === 'ready' && summary.value.value === null
  return (
    <main class="dashboard">
      <h1 class="unseen">Dashboard</h1>
      <Scope />
      {empty && <NothingHere />}
      <FewHere />
      <Figures />
      <div class="grid">
        <Scatter />
        <Gauge />
        <Drift />
        <Resilience />
        <Heatmap />
        <TopWaste />
        <Alerts />
        <Recent />
      </div>
    </main>
  )
}
