import { addDrift, addFacts, type Baseline, type BaselinePart, type BaselineState, type DriftFacts, emptyDrift } from '../../core/drift.ts'
import type { Embedder } from '../../core/embedder.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { enoughBaseline } from '../../measure/drift.ts'
import { fitLength } from '../../measure/length.ts'
import { spreadOf } from '../../measure/spread.ts'
import { factsOfLogs } from '../embed/facts.ts'
import { lengthRow } from './lengths.ts'

const hourMs = 3_600_000

export interface Wanted {
  route: string | null
  model: string | null
  state: BaselineState
  now: number
}

/** Nothing ends what the built-in table does: it takes milliseconds. */
export const never = new AbortController().signal

/** A baseline of logs and their facts; null when fewer than 200 of them have an answer. */
export const baselineFrom = (
  logs: readonly MeasuredLog[],
  facts: readonly (DriftFacts | null)[],
  { route, model, state, now, embedder }: Wanted & { embedder: string },
): Baseline | null => {
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
    embedder,
    from: Math.min(...times),
    to: Math.max(...times),
    createdAt: now,
    sums: [...parts.values()].reduce((sums, part) => addDrift(sums, part.sums), emptyDrift()),
    spread: spreadOf(kept.map(({ own }) => own)),
    parts: [...parts.values()],
    lengths: lengths && JSON.stringify(lengths),
  }
}

/** A baseline of some logs by an embedder that answers at once. Bounded by the number of logs, which the caller bounds. */
export const baselineOf = async (embedder: Embedder, logs: readonly MeasuredLog[], wanted: Wanted): Promise<Baseline | null> => {
  const reply = await factsOfLogs(embedder, logs, never)
  return reply.status === 'ok' ? baselineFrom(logs, reply.facts, { ...wanted, embedder: embedder.id }) : null
}
