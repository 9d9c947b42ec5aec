import type { RunCell } from './campaign.ts'

/** Harmless probes have no stress, and nothing else that was scored has none: of them it is told how many were refused. */
export const isProbe = ({ stress, n }: Pick<RunCell, 'stress' | 'n'>): boolean => stress === null && n > 0

/**
 * "2 of 14 controls got through without any attack …": the target yields by itself, which fragility does not count; null when none did. Harmless
 * probes are no controls of an attack.
 */
export const yieldedText = (cells: readonly RunCell[]): string | null => {
  const controls = cells.filter((cell) => cell.intensity === 0 && !isProbe(cell))
  const scored = controls.reduce((sum, { n }) => sum + n, 0)
  const through = controls.reduce((sum, { success, partial }) => sum + success + partial, 0)
  return through === 0
    ? null
    : `${through} of ${scored} controls got through without any attack, whole or in part; fragility counts only what attacks add`
}

/** The same as a line of a table, where there is one to tell. */
export const yieldedFacts = (cells: readonly RunCell[]): [name: string, text: string][] => {
  const told = yieldedText(cells)
  return told === null ? [] : [['controls', told]]
}
