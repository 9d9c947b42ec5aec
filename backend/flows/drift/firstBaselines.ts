import { addDrift, answersMoved, type Baseline, type DriftStore, emptyDrift } from '../../core/drift.ts'
import type { Embedder } from '../../core/embedder.ts'
import type { Clock } from '../../core/ports.ts'
import { driftOf, enoughBaseline } from '../../measure/drift.ts'
import { baselineOf } from './baseline.ts'

/** Logs at which a first baseline is final. */
const frozenAt = 500
/** Routes looked at in one go; the others follow in the next. */
const routesAtOnce = 10
/** How often new routes are looked for when somebody asks. */
const everyMs = 2_000

interface Parts {
  store: DriftStore
  /** Answers at once. */
  table: Embedder
  clock: Clock
}

/** What came after the provisional baseline has moved away from it: then the first logs alone are what was normal. */
const hasMoved = (all: Baseline, before: Baseline): boolean => {
  const { semanticDrift, styleDrift } = driftOf(addDrift(addDrift(emptyDrift(), all.sums), before.sums, -1), before)
  return (semanticDrift ?? 0) >= answersMoved || (styleDrift ?? 0) >= answersMoved
}

/**
 * Baselines that come by themselves: of the first 200 logs of a route by arrival (provisional), made final of the first 500. A baseline is not
 * widened by logs that have already drifted from it.
 */
export const createFirstBaselines = ({ store, table, clock }: Parts) => {
  let working: Promise<void> | null = null
  let lookedAt = Number.NEGATIVE_INFINITY

  const settle = async (route: string | null, logs: number, known: Baseline | undefined): Promise<void> => {
    const wanted = { route, model: null, now: clock() }
    const first = await store.firstLogs(route, logs >= frozenAt ? frozenAt : enoughBaseline)
    const narrow = known ?? (await baselineOf(table, first.slice(0, enoughBaseline), { ...wanted, state: 'provisional' }))
    if (narrow === null) return
    if (logs < frozenAt) return known === undefined ? store.saveBaseline(narrow) : undefined
    const wide = await baselineOf(table, first, { ...wanted, state: 'frozen' })
    return store.saveBaseline(wide === null || hasMoved(wide, narrow) ? { ...narrow, state: 'frozen' } : wide)
  }

  const look = async (): Promise<void> => {
    const young = (await store.youngRoutes(table.id, 1_000)).filter(({ logs }) => logs >= enoughBaseline)
    if (young.length === 0) return
    const own = (await store.baselines()).filter(({ model, embedder }) => model === null && embedder === table.id)
    const known = new Map(own.map((baseline) => [baseline.route, baseline]))
    const due = young.filter(({ route, logs }) => logs >= frozenAt || !known.has(route)).slice(0, routesAtOnce)
    for (const { route, logs } of due) await settle(route, logs, known.get(route))
  }

  return {
    /** Makes what is due, at most once in two seconds; resolves when it is there. */
    make: (): Promise<void> => {
      if (working !== null) return working
      if (clock() - lookedAt < everyMs) return Promise.resolve()
      working = look().finally(() => {
        lookedAt = clock()
        working = null
      })
      return working
    },
  }
}
