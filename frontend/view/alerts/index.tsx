import { figures } from '../../lib/figures.ts'
import { summary } from '../../state/dashboard.ts'
import { known } from '../../state/remote.ts'
import { Empty, Panel } from '../panel/index.tsx'

const watched = figures.filter(({ threshold }) => threshold !== undefined)

/** Where the figures of the range stand against their thresholds. */
const Standing = () => {
  const row = known(summary.value)
  return (
    <table class="standing">
      <tbody>
        {watched.map((figure) => {
          const value = row === null ? null : figure.value(row)
          const over = value !== null && value > (figure.threshold?.value ?? 0)
          return (
            <tr key={figure.id}>
              <td>{figure.title}</td>
              <td class="number">{value === null ? '–' : figure.format(value)}</td>
              <td class="quiet">{figure.threshold?.text}</td>
              <td class={over ? 'bad' : 'quiet'}>{value === null ? '○ no data' : over ? '▲ over' : '● below'}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export const Alerts = () => (
  <Panel name="alerts" title="Alerts" aside={<span class="small quiet">thresholds against this range</span>}>
    <Standing />
    <p class="small quiet">This version shows where the figures stand; it does not watch them yet, so nothing fires and nothing is sent.</p>
  </Panel>
)

export const AlertsPage = () => (
  <main class="page">
    <h1>Alerts</h1>
    <Empty>
      <p>
        <strong>No alerts, because nothing watches yet.</strong> Rules for waste, drift, stress, errors and response time, with silencing
        and delivery to a webhook, Slack or PagerDuty, are not part of this version. The dashboard shows where the figures stand against the
        same thresholds.
      </p>
    </Empty>
  </main>
)
