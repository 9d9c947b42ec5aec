import type { Baseline, DriftStore } from '../../core/drift.ts'
import type { Embedder } from '../../core/embedder.ts'
import type { Clock } from '../../core/ports.ts'
import { factsOfLogs } from '../embed/facts.ts'
import { baselineFrom, never } from './baseline.ts'
import { type Asked, createRead, hourMs } from './compare.ts'
import { createFirstBaselines } from './firstBaselines.ts'
import { createRows, type RouteDrift } from './rows.ts'
import { createSeries } from './series.ts'

const dayMs = 24 * hourMs
/** Logs a baseline is made of at most. */
const mostOfBaseline = 1_000
/** The headline is read by every stream: once in so long is enough. */
const headlineMs = 15_000

interface Parts {
  store: DriftStore
  /** The built-in one: it answers at once, so baselines and examples are made with it. */
  table: Embedder
  /** Id of the one whose sums are read: the table's, or of one that works behind ingest. */
  reads(): Promise<string>
  clock: Clock
}

/** A part of the traffic. */
interface Part {
  route?: string | null
  model?: string
  service?: string | null
  source?: string
}

interface Approved {
  /** `wordless`: answers of the range without a word, which are left out. */
  made: (Baseline & { wordless: number })[]
  /** Answers of the route that has the most of them. */
  most: number
}

/** Drift as it is asked for: computed from the sums up to now. O(hours × routes × models), and a bounded sample of texts. */
export const createDrift = ({ store, table, reads, clock }: Parts) => {
  const first = createFirstBaselines({ store, table, clock })
  const read = createRead(store, reads, first.make)
  const rows = createRows({ store, table, reads, clock, read })

  let headline: { at: number; rows: Promise<RouteDrift[]> } | null = null

  /** The rows of the trailing 24 h, remembered for some seconds: every stream asks for them. */
  const recent = (): Promise<RouteDrift[]> => {
    const now = clock()
    if (headline === null || now - headline.at >= headlineMs || now < headline.at) {
      const own = { at: now, rows: rows(dayMs, {}, { texts: false }) }
      own.rows.catch(() => {
        if (headline === own) headline = null
      })
      headline = own
    }
    return headline.rows
  }

  return {
    rows,
    series: createSeries(store, read),

    /** Makes the baselines that are due. */
    settle: first.make,

    /** The worst route and model of the trailing 24 h with enough logs; null when there is none, or for a part that drift does not tell apart. */
    headline: async ({ route, model, service, source }: Part): Promise<RouteDrift | null> => {
      if (service !== undefined || (source !== undefined && source !== 'production')) return null
      const fits = (row: RouteDrift) =>
        row.enough && (route === undefined || row.route === route) && (model === undefined || row.model === model)
      return (await recent()).find(fits) ?? null
    },

    baselines: async (): Promise<Baseline[]> => {
      await first.make()
      const id = await reads()
      return (await store.baselines()).filter(({ embedder }) => embedder === id)
    },

    /**
     * Approves the stored logs of a range, at most 1,000 of them, as the baseline of a route (absent: of every route that has logs there), or of one
     * model on it. Those with fewer than 200 answers are left out; an answer without a word is none.
     */
    setBaseline: async ({ from, to, ...asked }: Asked & { from: number; to: number }): Promise<Approved> => {
      const found = await store.driftSums({ from, to, ...asked, embedder: table.id, bucketMs: null })
      const routes = [...new Set(found.map(({ route }) => route))]
      const made: Approved['made'] = []
      let most = 0
      for (const route of routes) {
        const { model } = asked
        const logs = await store.sampleLogs({
          from,
          to,
          route,
          ...(model !== undefined && { model }),
          limit: mostOfBaseline,
          pick: 'spread',
        })
        const reply = await factsOfLogs(table, logs, never)
        if (reply.status !== 'ok') continue
        const answers = reply.facts.filter((own) => own !== null).length
        most = Math.max(most, answers)
        const wanted = { route, model: model ?? null, state: 'set', now: clock(), embedder: table.id } as const
        const baseline = baselineFrom(logs, reply.facts, wanted)
        if (baseline === null) continue
        await store.saveBaseline(baseline)
        made.push({ ...baseline, wordless: logs.length - answers })
      }
      headline = null
      return { made, most }
    },
  }
}

export type DriftFlow = ReturnType<typeof createDrift>
