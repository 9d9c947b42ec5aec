/**
 * A mergeable log-scale histogram of whole milliseconds after DDSketch (Masson et al. 2019, arXiv 1908.10693):
 * bin i ≥ 1 holds (γ^(i-1), γ^i], bin 0 holds everything up to 1 ms; a quantile is off by at most 2 %.
 */
const accuracy = 0.02
const gamma = (1 + accuracy) / (1 - accuracy)
const logGamma = Math.log(gamma)

/** Counts by bin; merging is adding. */
export type Histogram = Record<number, number>

export const binOf = (value: number): number => (value <= 1 ? 0 : Math.ceil(Math.log(value) / logGamma))

const middleOf = (bin: number): number => (bin === 0 ? 1 : (2 * gamma ** bin) / (gamma + 1))

export const addToHistogram = (into: Histogram, from: Histogram): void => {
  for (const bin in from) into[bin] = (into[bin] ?? 0) + (from[bin] ?? 0)
}

/** How many values were counted. */
export const totalOf = (histogram: Histogram): number => Object.values(histogram).reduce((sum, count) => sum + count, 0)

/** The q-quantile (0..1, nearest rank) in milliseconds, each within 2 %; null when nothing was counted. */
export const quantiles = (histogram: Histogram, ranks: readonly number[]): (number | null)[] => {
  const bins = Object.entries(histogram)
    .map(([bin, count]) => [Number(bin), count] as const)
    .filter(([, count]) => count > 0)
    .sort((a, b) => a[0] - b[0])
  const total = bins.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return ranks.map(() => null)
  return ranks.map((rank) => {
    const target = Math.max(1, Math.ceil(rank * total))
    let seen = 0
    for (const [bin, count] of bins) {
      seen += count
      if (seen >= target) return Math.round(middleOf(bin) * 100) / 100
    }
    return null
  })
}
