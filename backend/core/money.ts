/** Whole nano-dollars: what is added up, so that no engine rounds differently. Null stays null. */
export const toNano = (usd: number | null): number | null => (usd === null ? null : Math.round(usd * 1e9))

/** Dollars of whole nano-dollars. */
export const toUsd = (nano: number | null): number | null => (nano === null ? null : nano / 1e9)

/** What helps where a price is not known. */
export const priceHint = 'give a price in aicwd.config.yaml, see docs/metrics.md, Cost'
