import { Empty, Panel } from '../panel/index.tsx'

/** Whether answers have moved away from their baseline; nothing measures that yet, and the panel says so. */
export const Drift = () => (
  <Panel name="drift" title="Semantic drift" aside={<span class="small quiet">alert &gt; 0.3</span>}>
    <Empty>
      <p>
        <strong>No baseline yet.</strong> Drift compares the answers of a route with its first 200 or more, and needs 100 to compare. This
        version does not measure it, so nothing is drawn: a flat line here would be a claim.
      </p>
    </Empty>
  </Panel>
)
