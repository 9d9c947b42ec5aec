import { Empty } from '../panel/index.tsx'
import { StressButton } from '../resilience/index.tsx'

export const StressPage = () => (
  <main class="page">
    <h1>Stress tests</h1>
    <Empty>
      <p>
        <strong>No stress test has run.</strong> A test will show its estimate before it starts, then progress, time left and money spent,
        and findings with their evidence.
      </p>
      <StressButton />
    </Empty>
  </main>
)
