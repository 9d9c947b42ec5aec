import { scoredOf } from '../../lib/figures.ts'
import { or } from '../../lib/format.ts'
import { standingOf, watched } from '../../lib/rules.ts'
import { summary } from '../../state/dashboard.ts'
import { readingOf } from '../../state/reading.ts'
import { known } from '../../state/remote.ts'
import { Empty, Panel } from '../panel/index.tsx'

const marks = { 'no data': '○', 'too few': '○', over: '▲', below: '●' }

/** Where the figures of the range stand against their thresholds. */
const Standing = () => {
  const row = known(summary.value)
  return (
    <table class="standing">
      <tbody>
        {watched.map((rule) => {
          const value = rule.id === 'drift' || rule.id === 'stress' ? readingOf(rule.id).value : row === null ? null : rule.value(row)
          const state = standingOf(rule, value, row === null ? 0 : scoredOf(row))
          return (
            <tr key={rule.id}>
              <td>{rule.name}</td>
              <td class="number">{or(value, rule.format)}</td>
              <td class="quiet">{rule.text}</td>
              <td class={state === 'over' ? 'bad' : 'quiet'}>
                {marks[state]} {state === 'too few' ? `too few (n < ${rule.minCount})` : state}
              </td>
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
