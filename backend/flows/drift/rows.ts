import { answersMoved, type Baseline, type DriftStore, type DriftSums } from '../../core/drift.ts'
import type { Embedder } from '../../core/embedder.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { Clock } from '../../core/ports.ts'
import { type Attribution, distances, enoughBaseline } from '../../measure/drift.ts'
import type { LengthFactor } from '../../measure/length.ts'
import { movedMost } from '../../measure/moved.ts'
import { sinceOf } from '../../measure/since.ts'
import { factsOfLogs } from '../embed/facts.ts'
import { never } from './baseline.ts'
import { type Asked, chooser, floorHour, gaugesOf, hourMs, ownHours, type Read, total } from './compare.ts'
import { lengthsOf } from './lengths.ts'

/** How far back the beginning of a drift is looked for. */
const sinceMs = 14 * 24 * hourMs
/** Logs of a window that are read for its lengths and examples, and rows for which they are. */
const sampled = 500
const rowsSampled = 20
const examplesShown = 5

/** How far one route and model are from their baseline; the wire shape of `GET /api/drift` but for the times. */
export interface RouteDrift {
  route: string | null
  model: string
  semanticDrift: number | null
  styleDrift: number | null
  promptDrift: number | null
  /** ≥ 1. */
  lengthFactor: number | null
  /** The factor with its interval, and the same of reasoning tokens, visible or hidden. */
  length: LengthFactor | null
  attribution: Attribution
  /** Answers of the window that were compared. */
  n: number
  /** Answers of it in a language the embedder does not speak. */
  notEmbedded: number
  /** Logs of the baseline; on the way to one, those there are. */
  baselineN: number
  since: number | null
  baseline: { from: number; to: number } | null
  enough: boolean
  embedder: string
  /** Ids of the logs that moved most. */
  examples: string[]
}

/** How far the answers of a row are, in meaning or style, whichever alarms. */
const farthest = ({ semanticDrift, styleDrift }: RouteDrift): number =>
  Math.max(semanticDrift ?? -1, (styleDrift ?? -1) >= answersMoved ? 0 : -1)

interface Parts {
  store: DriftStore
  table: Embedder
  reads(): Promise<string>
  clock: Clock
  read: Read
}

/** The routes and models of a window, each against its baseline. */
export const createRows = ({ store, table, reads, clock, read }: Parts) => {
  const since = async (row: RouteDrift, baseline: Baseline, window: DriftSums, to: number): Promise<number | null> => {
    const from = floorHour(Math.max(to - sinceMs, baseline.from))
    const hours = await store.driftSums({ from, to, route: row.route, model: row.model, embedder: row.embedder, bucketMs: hourMs })
    const z = (gauge: 'answer' | 'style') => distances[gauge](window, baseline).squared / distances[gauge](window, baseline).se
    const gauge = row.attribution === 'prompts' ? 'prompt' : window.answer.n > 1 && z('answer') >= z('style') ? 'answer' : 'style'
    return sinceOf(ownHours(hours, baseline), baseline, gauge)
  }

  /** What needs texts: the lengths, and the examples of what has moved. */
  const look = async (row: RouteDrift, baseline: Baseline, window: DriftSums, from: number, to: number): Promise<RouteDrift> => {
    const all = await store.sampleLogs({ from, to, route: row.route, model: row.model, limit: sampled, pick: 'newest' })
    const logs = all.filter(({ log }) => log.timestamp > baseline.to || log.timestamp < baseline.from)
    const length = (await lengthsOf(baseline, all))(from, to)
    const moved =
      row.attribution === 'none'
        ? []
        : await movedOf(row, row.embedder === table.id ? { window, baseline } : await inTable(row, from, to), logs)
    return {
      ...row,
      lengthFactor: length?.factor ?? null,
      length,
      examples: moved,
      since: row.attribution === 'none' ? null : await since(row, baseline, window, to),
    }
  }

  /** The same window by the sums of the table. */
  const inTable = async ({ route, model }: RouteDrift, from: number, to: number) => {
    const [hours, baselines] = await Promise.all([
      store.driftSums({ from, to, route, model, embedder: table.id, bucketMs: hourMs }),
      store.baselines(),
    ])
    const baseline = chooser(baselines, table.id)(route, model)
    return { window: total(ownHours(hours, baseline)), baseline }
  }

  /** What moved most, by the table, whoever saw it move: texts are embedded here and now. */
  const movedOf = async (
    row: RouteDrift,
    { window, baseline }: { window: DriftSums; baseline: Baseline | undefined },
    logs: readonly MeasuredLog[],
  ): Promise<string[]> => {
    const newest = logs.slice(0, sampled / 2)
    const reply = await factsOfLogs(table, newest, never)
    if (baseline === undefined || reply.status !== 'ok') return []
    const { facts } = reply
    const side = row.attribution === 'prompts' ? 'prompt' : 'answer'
    const known = newest.map(({ log }, at) => ({ id: log.id, facts: facts[at] ?? null }))
    return movedMost(known, window, baseline, side, examplesShown).map(({ id }) => id)
  }

  /** The farthest first; then those of which nothing can be said. Without `texts` lengths, examples and beginnings are left out. */
  return async (windowMs: number, asked: Asked, { texts }: { texts: boolean }): Promise<RouteDrift[]> => {
    const to = clock() + 1
    const from = floorHour(to - windowMs)
    const found = await read(from, to, asked)
    const embedder = await reads()
    const young = new Map((await store.youngRoutes(table.id, 1_000)).map(({ route, logs }) => [route, logs]))
    const all = found.map(({ route, model, baseline, hours }) => {
      const window = total(hours)
      const gauges = gaugesOf(window, baseline)
      const row: RouteDrift = {
        route,
        model,
        ...gauges,
        lengthFactor: null,
        length: null,
        baselineN: baseline?.sums.count ?? Math.min(enoughBaseline - 1, young.get(route) ?? 0),
        since: null,
        baseline: baseline === undefined ? null : { from: baseline.from, to: baseline.to },
        enough: gauges.semanticDrift !== null,
        embedder,
        examples: [],
      }
      return { row, window, baseline }
    })
    all.sort((a, b) => Number(b.row.enough) - Number(a.row.enough) || farthest(b.row) - farthest(a.row) || b.row.n - a.row.n)
    const told = []
    for (const [at, { row, window, baseline }] of all.entries())
      told.push(texts && at < rowsSampled && baseline !== undefined && row.n > 0 ? await look(row, baseline, window, from, to) : row)
    return told
  }
}
