import type { Baseline, DriftFacts, DriftStore } from '../../core/drift.ts'
import type { Embedder } from '../../core/embedder.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { baselineFrom } from '../drift/baseline.ts'

/** Between two looks for baselines that are due, when none was. */
const everyMs = 30_000
/** Logs of a baseline that are embedded at most. */
const most = 1_000

interface UnderWay {
  of: Baseline
  /** Those it is made of, and others of which as many are taken as have no words. */
  logs: MeasuredLog[]
  count: number
  taken: number
  kept: MeasuredLog[]
  facts: DriftFacts[]
}

const keyOf = ({ route, model }: Baseline): string => JSON.stringify([route, model])
const versionOf = (baseline: Baseline): string => keyOf(baseline) + baseline.createdAt

interface Parts {
  drift: DriftStore
  embedder: Pick<Embedder, 'id'>
  /** The embedder whose baselines are repeated. */
  model: Pick<Embedder, 'id'>
}

/**
 * Baselines of one embedder made again with the vectors of another, of the logs that are still stored: one at a time, its logs some at a time, so that
 * an interruption repeats those alone. O(logs of one baseline) memory, at most 32 MiB of bodies.
 */
export const createRepeats = ({ drift, embedder, model }: Parts) => {
  let underWay: UnderWay | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  /** Baselines of which too few logs are left. */
  const lost = new Set<string>()

  const begin = async (): Promise<UnderWay | null> => {
    const all = await drift.baselines()
    const own = new Map(all.filter((one) => one.embedder === embedder.id).map((one) => [keyOf(one), one]))
    for (const of of all) {
      if (of.embedder !== model.id || lost.has(versionOf(of))) continue
      const same = own.get(keyOf(of))
      if (same?.createdAt === of.createdAt) {
        // made final of the very same logs
        if (same.state !== of.state) await drift.repeatBaseline({ ...same, state: of.state }, model.id)
        continue
      }
      const { route, from, to } = of
      const logs = await drift.sampleLogs({
        from,
        to: to + 1,
        route,
        ...(of.model !== null && { model: of.model }),
        limit: most,
        // one that came by itself is made of the first logs to arrive
        pick: of.state === 'set' ? 'spread' : 'first',
      })
      return { of, logs, count: of.state === 'set' ? most : of.sums.count, taken: 0, kept: [], facts: [] }
    }
    return null
  }

  const save = async ({ of, kept, facts }: UnderWay): Promise<void> => {
    const { route, model: own, state, createdAt: now } = of
    const made = baselineFrom(kept, facts, { route, model: own, state, now, embedder: embedder.id })
    if (made !== null) return drift.repeatBaseline(made, model.id)
    // one of before, which the table's has replaced, is no longer what was approved
    await drift.removeBaseline({ route, model: own, embedder: embedder.id })
    lost.add(versionOf(of))
  }

  return {
    isDue: (now: number): boolean => underWay !== null || now - lookedAt >= everyMs,
    /** The next logs of the baseline under way, some at most; null when none is due. */
    next: async (now: number, limit: number): Promise<MeasuredLog[] | null> => {
      underWay ??= await begin()
      if (underWay === null) {
        lookedAt = now
        return null
      }
      const { logs, count, taken, kept } = underWay
      return logs.slice(taken, taken + Math.min(limit, count - kept.length))
    },
    /** What they say; the last ones make the baseline. */
    add: async (added: readonly MeasuredLog[], facts: readonly (DriftFacts | null)[]): Promise<void> => {
      if (underWay === null) return
      for (const [at, log] of added.entries()) {
        const own = facts[at] ?? null
        if (own === null) continue
        underWay.kept.push(log)
        underWay.facts.push(own)
      }
      underWay.taken += added.length
      const { logs, count, taken, kept } = underWay
      if (taken < logs.length && kept.length < count) return
      await save(underWay)
      underWay = null
    },
    /** Another host has the work. */
    drop: (): void => {
      underWay = null
    },
  }
}
