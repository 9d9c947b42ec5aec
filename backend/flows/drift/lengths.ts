import type { Baseline } from '../../core/drift.ts'
import { askedText } from '../../core/log.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { type LengthFactor, type LengthModel, type LengthRow, lengthFactor } from '../../measure/length.ts'
import { featuresOf } from '../../measure/promptFeatures.ts'
import { breathe } from '../breathe.ts'

/** Prompts that are read before others get their turn on the event loop. */
const atOnce = 200

/** What a log tells about lengths. O(prompt). */
export const lengthRow = ({ log, measurement }: MeasuredLog): LengthRow => {
  const languageKnown = !measurement.flags.includes('language-unknown')
  const { output, reasoning } = measurement.tokens
  return { features: featuresOf(askedText(log), languageKnown), output, reasoning, languageKnown }
}

/**
 * How long answers are against a baseline (metrics §3), for any stretch of time [from, to) of some logs; its own logs are left out. Null where the
 * baseline has no lengths, or the stretch too few answers. Each prompt is read once; a stretch costs O(its answers).
 */
export const lengthsOf = async (
  baseline: Baseline | undefined,
  logs: readonly MeasuredLog[],
): Promise<(from: number, to: number) => LengthFactor | null> => {
  if (baseline === undefined || baseline.lengths === null) return () => null
  const model = JSON.parse(baseline.lengths) as LengthModel
  const rows: { at: number; row: LengthRow }[] = []
  for (const entry of logs) {
    const at = entry.log.timestamp
    if (at >= baseline.from && at <= baseline.to) continue
    if (rows.length % atOnce === atOnce - 1) await breathe()
    rows.push({ at, row: lengthRow(entry) })
  }
  return (from, to) =>
    lengthFactor(
      model,
      rows.filter(({ at }) => at >= from && at < to).map(({ row }) => row),
    )
}
