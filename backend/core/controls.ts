import type { RunCell } from './campaign.ts'

/**
 * "2 of 14 controls got through without any attack …": the target yields by itself, which fragility does not count; null when none did. Harmless
 * probes, which have no stress, are no controls of an attack.
 */
export const yieldedText = (cells: readonly RunCell[]): string | null => {
  const controls = cells.filter(({ intensity, stress }) => intensity === 0 && stress !== null)
  const scored = controls.reduce((sum, { n }) => sum + n, 0)
  const through = controls.reduce((sum, { success, partial }) => sum + success + partial, 0)
  return through === 0
    ? null
    : `${through} of ${scored} controls got through without any attack, whole or in part; fragility counts only what attacks add`
}
