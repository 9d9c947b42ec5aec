import { type WasteKind, wasteKinds } from '../../backend/core/measurement.ts'
import { type Measured, spentTokens } from './figures.ts'

/** A part of the tokens that were spent: what was useful, or one kind of waste. */
export interface SpentPart {
  id: 'useful' | WasteKind
  tokens: number
  /** Of all spent tokens, 0..1. */
  share: number
}

/** Where the spent tokens (output and reasoning) of a range went, the useful first, then each kind of waste, also those with none; empty when nothing was spent. */
export const splitOf = (row: Pick<Measured, 'tokens' | 'wastedByKind'>): SpentPart[] => {
  const spent = spentTokens(row)
  if (spent === 0) return []
  const part = (id: SpentPart['id'], tokens: number): SpentPart => ({ id, tokens, share: tokens / spent })
  return [part('useful', spent - row.tokens.wasted), ...wasteKinds.map((kind) => part(kind, row.wastedByKind[kind]))]
}
