import { clockTime, date } from '../../lib/time.ts'
import { utc } from '../../state/address.ts'
import { colour, font } from '../chart/index.tsx'

const day = 86_400_000
const ticks = [60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 6 * 3_600_000, 12 * 3_600_000, day, 2 * day, 7 * day, 30 * day, 90 * day]

/** A round step that gives at most eight marks. */
export const tickStep = (span: number): number => ticks.find((step) => span / step <= 8) ?? 365 * day

/** The axis of time between two instants (epoch ms), its marks at round times of the reader's clock. */
export const timeScale = (first: number, last: number) => {
  const step = tickStep(last - first)
  return {
    type: 'linear' as const,
    min: first,
    max: last,
    grid: { display: false },
    border: { color: colour('line') },
    ticks: {
      color: colour('quiet'),
      font,
      maxRotation: 0,
      stepSize: step,
      callback: (at: number | string) => (step >= day ? date(Number(at), utc.value) : clockTime(Number(at), utc.value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      const offset = utc.value ? 0 : new Date(first).getTimezoneOffset() * 60_000
      const from = Math.ceil((first - offset) / step) * step + offset
      scale.ticks = Array.from({ length: Math.max(0, Math.floor((last - from) / step) + 1) }, (_, index) => ({
        value: from + index * step,
      }))
    },
  }
}
