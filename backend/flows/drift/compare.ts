import { addDrift, type Baseline, type DriftRow, type DriftStore, type DriftSums, emptyDrift } from '../../core/drift.ts'
import { driftOf } from '../../measure/drift.ts'

export const hourMs = 3_600_000

export interface Asked {
  route?: string
  model?: string
}

const keyOf = (route: string | null, model: string | null): string => JSON.stringify([route, model])

/** A baseline of the very model wins over that of its route. */
export const chooser = (baselines: readonly Baseline[], embedder: string) => {
  const own = new Map(baselines.filter((one) => one.embedder === embedder).map((one) => [keyOf(one.route, one.model), one]))
  return (route: string | null, model: string) => own.get(keyOf(route, model)) ?? own.get(keyOf(route, null))
}

/** The hours of one route and model without the baseline's own logs: traffic is not compared with itself. */
export const ownHours = (hours: readonly DriftRow[], baseline: Baseline | undefined): DriftRow[] => {
  const parts = new Map(baseline?.parts.map((part) => [keyOf(String(part.hour), part.model), part.sums]))
  return hours.map((row) => {
    const part = parts.get(keyOf(String(row.bucket), row.model))
    // logs of before sums were kept are in no hour
    if (part === undefined || part.count > row.sums.count) return row
    return { ...row, sums: addDrift(addDrift(emptyDrift(), row.sums), part, -1) }
  })
}

export const total = (rows: readonly DriftRow[]): DriftSums => rows.reduce((sums, row) => addDrift(sums, row.sums), emptyDrift())

export const gaugesOf = (window: DriftSums, baseline: Baseline | undefined) => {
  const drift = baseline === undefined ? null : driftOf(window, baseline)
  return {
    semanticDrift: drift?.semanticDrift ?? null,
    styleDrift: drift?.styleDrift ?? null,
    promptDrift: drift?.promptDrift ?? null,
    attribution: drift?.attribution ?? ('none' as const),
    n: window.answer.n,
    notEmbedded: window.count - window.answer.n,
  }
}

export const floorHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs

/** Rows of the same route and model, in order. */
const byGroup = (rows: readonly DriftRow[]): DriftRow[][] => {
  const groups = new Map<string, DriftRow[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row.route, row.model))
    if (group === undefined) groups.set(keyOf(row.route, row.model), [row])
    else group.push(row)
  }
  return [...groups.values()]
}

/** Reads what drift is computed of; `settle` makes the baselines that are due first. */
export const createRead = (store: DriftStore, reads: () => Promise<string>, settle: () => Promise<unknown>) => {
  /** The hours of each route and model, and its baseline. */
  return async (from: number, to: number, asked: Asked) => {
    await settle()
    const embedder = await reads()
    const [rows, baselines] = await Promise.all([store.driftSums({ ...asked, from, to, embedder, bucketMs: hourMs }), store.baselines()])
    const choose = chooser(baselines, embedder)
    return byGroup(rows).map((all) => {
      const { route, model } = all[0] as DriftRow
      const baseline = choose(route, model)
      return { route, model, baseline, hours: ownHours(all, baseline) }
    })
  }
}

export type Read = ReturnType<typeof createRead>
