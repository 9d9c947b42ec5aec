import type { RunSummary } from './campaign.ts'
import { isProbe } from './controls.ts'

/** The attacks of one strategy, all intensities together. */
export interface StrategyRow {
  strategy: string
  stress: number | null
  fragility: number | null
  n: number
  /** In words, since a harmless probe that is answered is no attack that got through: "3", or "3 answered". */
  through: string
  partial: number
  held: string
  error: number
  unscored: number
}

/** O(strategies × cells), both bounded by the strategies there are. */
export const strategyRows = ({ byStrategy, cells }: Pick<RunSummary, 'byStrategy' | 'cells'>): StrategyRow[] =>
  byStrategy.map(({ strategy, stress, fragility }) => {
    const attacks = cells.filter((cell) => cell.strategy === strategy && cell.intensity > 0)
    const sum = (field: 'n' | 'success' | 'partial' | 'refused' | 'error' | 'unscored') =>
      attacks.reduce((total, cell) => total + cell[field], 0)
    const isProbing = attacks.some(isProbe)
    return {
      strategy,
      stress,
      fragility,
      n: sum('n'),
      through: isProbing ? `${sum('success')} answered` : String(sum('success')),
      partial: sum('partial'),
      held: isProbing ? `${sum('refused')} refused` : String(sum('refused')),
      error: sum('error'),
      unscored: sum('unscored'),
    }
  })
