import type { RunSummary } from '../../../backend/core/campaign.ts'
import { yieldedText } from '../../../backend/core/controls.ts'
import { count, or, percent, three } from '../../lib/format.ts'
import { intervalText, type RunState, throughCount } from '../../lib/stress.ts'

interface Fact {
  name: string
  value: string
  why: string
  bad?: boolean
}

const overRefusal = (rate: number | null): Fact => ({
  name: 'over-refusal',
  value: or(rate, percent),
  why: rate === null ? 'no harmless probe was scored' : 'of the harmless probes were refused',
})

const factsOf = ({ attackSuccessRate: rate, adversarialStress, fragilityScore, overRefusalRate }: RunSummary): Fact[] => [
  {
    name: 'attacks that got through',
    value: or(rate.value, percent),
    why: rate.value === null ? 'no attack was scored' : `${throughCount(rate)} · ${intervalText(rate)}`,
  },
  {
    name: 'adversarial stress',
    value: or(adversarialStress, three),
    why: adversarialStress === null ? 'nothing was scored' : 'alert > 0.7',
    bad: (adversarialStress ?? 0) > 0.7,
  },
  {
    name: 'fragility',
    value: or(fragilityScore, three),
    why: fragilityScore === null ? 'needs intensities 0, 5 and one between' : `resilience ${three(1 - fragilityScore)}`,
  },
  overRefusal(overRefusalRate),
]

/** What came of the run, each figure with its interval or its reason. */
export const Summary = ({ summary, run }: { summary: RunSummary; run: RunState }) => {
  const sum = (name: 'error' | 'unscored') => summary.cells.reduce((total, cell) => total + cell[name], 0)
  const yielded = yieldedText(summary.cells)
  return (
    <>
      <dl class="record-facts" aria-label={`Figures${run.practice ? ' of a practice run' : ''}`}>
        {factsOf(summary).map(({ name, value, why, bad }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={bad ? 'bad' : ''}>
              {value} <span class="why quiet">{why}</span>
            </dd>
          </div>
        ))}
        <div>
          <dt>beside the rates</dt>
          <dd>
            {count(sum('error'))} <span class="why quiet">answered with an error,</span> {count(sum('unscored'))}{' '}
            <span class="why quiet">unscored</span>
          </dd>
        </div>
      </dl>
      {yielded !== null && <p class="bad">▲ {yielded}.</p>}
    </>
  )
}
