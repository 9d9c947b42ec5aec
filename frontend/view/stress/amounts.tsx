import { count, dollars } from '../../lib/format.ts'
import type { StressOptions } from '../../lib/stress.ts'
import type { Wish } from './form.tsx'

interface AmountsProps {
  given: StressOptions
  wish: Wish
  change: (part: Partial<Wish>) => void
}

type Name = 'promptCount' | 'concurrency' | 'budgetUsd' | 'maxTokens' | 'seed'

const amounts: readonly { name: Name; label: string; hint: string; min: number; step: number | 'any' }[] = [
  { name: 'promptCount', label: 'Attacks', hint: 'harmless controls come on top', min: 1, step: 1 },
  { name: 'concurrency', label: 'At once', hint: 'fewer when a rate limit wants it', min: 1, step: 1 },
  { name: 'budgetUsd', label: 'Budget, $', hint: 'the run stops there', min: 0, step: 'any' },
  { name: 'maxTokens', label: 'Tokens of one answer', hint: 'high, so that a blow-up is seen and not cut', min: 16, step: 1 },
  { name: 'seed', label: 'Seed', hint: 'the same seed gives the same prompts', min: 0, step: 1 },
]

const allowedText = ({ usd, tokens }: StressOptions['caps']): string | null => {
  const parts = [usd === null ? null : dollars(usd), tokens === null ? null : `${count(tokens)} tokens`].filter((part) => part !== null)
  return parts.length === 0 ? null : `This server allows at most ${parts.join(' and ')} a run.`
}

/** How much of it. */
export const Amounts = ({ given, wish, change }: AmountsProps) => {
  const allowed = allowedText(given.caps)
  return (
    <div class="amounts">
      {amounts.map(({ name, label, hint, min, step }) => (
        <label key={name} title={hint}>
          <span class="small quiet">{label}</span>
          <input
            type="number"
            inputMode="decimal"
            required={name !== 'budgetUsd'}
            min={min}
            step={step}
            value={wish[name] ?? ''}
            onInput={({ currentTarget }) => {
              const value = currentTarget.value === '' ? undefined : currentTarget.valueAsNumber
              if (value !== undefined || name === 'budgetUsd') change({ [name]: value })
            }}
          />
        </label>
      ))}
      {allowed !== null && <p class="small quiet">{allowed}</p>}
    </div>
  )
}
