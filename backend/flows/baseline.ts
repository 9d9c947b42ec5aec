import { addDrift, addFacts, type Baseline, type BaselinePart, type BaselineState, emptyDrift } from '../core/drift.ts'
import type { MeasuredLog } from '../core/measurement.ts'
import { enoughBaseline } from '../measure/drift.ts'
import type { StaticEmbedder } from '../measure/embed/static.ts'
import { factsOfLog } from '../measure/facts.ts'
import { fitLength } from '../measure/length.ts'
import { spreadOf } from '../measure/spread.ts'
import { breathe } from './breathe.ts'
import { lengthRow } from './lengths.ts'

const hourMs = 3_600_000
/** Logs that are embedded before others get their turn on the event loop. */
const atOnce = 50

/** The facts of stored logs, embedded again; null for a log without an answer. */
export const embedAgain = async (embedder: StaticEmbedder, logs: readonly MeasuredLog[]) => {
  const all = []
  for (const [at, { log }] of logs.entries()) {
    if (at % atOnce === atOnce - 1) await breathe()
    all.push(factsOfLog(embedder, log))
  }
  return all
}

export interface Wanted {
  route: string | null
  model: string | null
  state: BaselineState
  now: number
}

/** A baseline of some logs; null when fewer than 200 of them have an answer. Bounded by the number of logs, which the caller bounds. */
export const baselineOf = async (
  embedder: StaticEmbedder,
  logs: readonly MeasuredLog[],
  { route, model, state, now }: Wanted,
): Promise<Baseline | null> => {
  const facts = await embedAgain(embedder, logs)
  const kept = logs.flatMap((entry, at) => {
    const own = facts[at]
    return own ? [{ entry, own }] : []
  })
  if (kept.length < enoughBaseline) return null
  const parts = new Map<string, BaselinePart>()
  for (const { entry, own } of kept) {
    const hour = Math.floor(entry.log.timestamp / hourMs) * hourMs
    const key = JSON.stringify([hour, entry.log.model])
    const part = parts.get(key) ?? { hour, model: entry.log.model, sums: emptyDrift() }
    addFacts(part.sums, own)
    parts.set(key, part)
  }
  const lengths = fitLength(kept.map(({ entry }) => lengthRow(entry)))
  const times = kept.map(({ entry }) => entry.log.timestamp)
  return {
    route,
    model,
    state,
    embedder: embedder.id,
    from: Math.min(...times),
    to: Math.max(...times),
    createdAt: now,
    sums: [...parts.values()].reduce((sums, part) => addDrift(sums, part.sums), emptyDrift()),
    spread: spreadOf(kept.map(({ own }) => own)),
    parts: [...parts.values()],
    lengths: lengths && JSON.stringify(lengths),
  }
}
