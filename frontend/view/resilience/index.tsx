import { Empty, Panel } from '../panel/index.tsx'

export const cannotYet = 'This version cannot run stress tests yet.'

/** The disabled way in, with its reason in reach of everybody. */
export const StressButton = () => (
  <p class="row">
    <button type="button" class="button" disabled aria-describedby="stress-why">
      Initiate stress test
    </button>
    <span id="stress-why" class="small">
      {cannotYet}
    </span>
  </p>
)

/** How stress grows with the intensity of attacks; empty until a test has run. */
export const Resilience = () => (
  <Panel name="resilience" title="Resilience under attack" aside={<span class="small quiet">alert &gt; 0.7</span>}>
    <Empty>
      <p>
        <strong>No stress test has run.</strong> A test sends attacks of growing intensity, each beside a harmless twin, and draws how much
        success, waste and latency they cause.
      </p>
      <StressButton />
    </Empty>
  </Panel>
)
