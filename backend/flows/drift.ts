import { addDrift, type Baseline, type DriftRow, type DriftStore, type DriftSums, emptyDrift } from '../core/drift.ts'
import type { Embedder } from '../core/embedder.ts'
import type { MeasuredLog } from '../core/measurement.ts'
import type { Clock } from '../core/ports.ts'
import { type Attribution, answersMoved, distances, driftOf, enoughBaseline } from '../measure/drift.ts'
import type { LengthFactor } from '../measure/length.ts'
import { movedMost } from '../measure/moved.ts'
import { sinceOf } from '../measure/since.ts'
import { baselineOf, never } from './baseline.ts'
import { breathe } from './breathe.ts'
import { factsOfLogs } from './embed/facts.ts'
import { createFirstBaselines } from './firstBaselines.ts'
import { lengthsOf } from './lengths.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How far back the beginning of a drift is looked for. */
const sinceMs = 14 * dayMs
/** Logs of a window that are read for its lengths and examples, and rows for which they are. */
const sampled = 500
const rowsSampled = 20
/** Logs that are read for the lengths of a course, shared by its routes and models with a baseline; none when fewer than the second are left for each. */
const sampledOfCourse = 2_000
const fewestOfCourse = 100
/** Windows that are compared before others get their turn on the event loop. */
const windowsAtOnce = 50
const examplesShown = 5
/** Logs a baseline is made of at most. */
const mostOfBaseline = 1_000
/** The headline is read by every stream: once in so long is enough. */
const headlineMs = 15_000

interface Parts {
  store: DriftStore
  /** The built-in one: it answers at once, so baselines and examples are made with it. */
  table: Embedder
  /** Id of the one whose sums are read: the table's, or of one that works behind ingest. */
  reads: string
  clock: Clock
}

interface Asked {
  route?: string
  model?: string
}

/** A part of the traffic. */
interface Part {
  route?: string | null
  model?: string
  service?: string | null
  source?: string
}

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

const keyOf = (route: string | null, model: string | null): string => JSON.stringify([route, model])

/** A baseline of the very model wins over that of its route. */
const chooser = (baselines: readonly Baseline[], embedder: string) => {
  const own = new Map(baselines.filter((one) => one.embedder === embedder).map((one) => [keyOf(one.route, one.model), one]))
  return (route: string | null, model: string) => own.get(keyOf(route, model)) ?? own.get(keyOf(route, null))
}

/** The hours of one route and model without the baseline's own logs: traffic is not compared with itself. */
const ownHours = (hours: readonly DriftRow[], baseline: Baseline | undefined): DriftRow[] => {
  const parts = new Map(baseline?.parts.map((part) => [keyOf(String(part.hour), part.model), part.sums]))
  return hours.map((row) => {
    const part = parts.get(keyOf(String(row.bucket), row.model))
    // logs of before sums were kept are in no hour
    if (part === undefined || part.count > row.sums.count) return row
    return { ...row, sums: addDrift(addDrift(emptyDrift(), row.sums), part, -1) }
  })
}

const total = (rows: readonly DriftRow[]): DriftSums => rows.reduce((sums, row) => addDrift(sums, row.sums), emptyDrift())

const gaugesOf = (window: DriftSums, baseline: Baseline | undefined) => {
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

const floorHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs

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

/** Drift as it is asked for: computed from the sums up to now. O(hours × routes × models), and a bounded sample of texts. */
export const createDrift = ({ store, table, reads, clock }: Parts) => {
  const first = createFirstBaselines({ store, table, clock })

  /** The hours of each route and model, and its baseline. */
  const read = async (from: number, to: number, asked: Asked) => {
    await first.make()
    const [rows, baselines] = await Promise.all([
      store.driftSums({ ...asked, from, to, embedder: reads, bucketMs: hourMs }),
      store.baselines(),
    ])
    const choose = chooser(baselines, reads)
    return byGroup(rows).map((all) => {
      const { route, model } = all[0] as DriftRow
      const baseline = choose(route, model)
      return { route, model, baseline, hours: ownHours(all, baseline) }
    })
  }

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
      row.attribution === 'none' ? [] : await movedOf(row, reads === table.id ? { window, baseline } : await inTable(row, from, to), logs)
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
  const rows = async (windowMs: number, asked: Asked, { texts }: { texts: boolean }): Promise<RouteDrift[]> => {
    const to = clock() + 1
    const from = floorHour(to - windowMs)
    const found = await read(from, to, asked)
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
        embedder: reads,
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

    /** Makes the baselines that are due. */
    settle: first.make,

    /**
     * Hour by hour (or a wider bucket): the gauges of the window that trails the end of each bucket. Only buckets with logs have a row.
     * O(buckets × routes × models), and for the lengths a bounded sample of texts spread over the range.
     */
    series: async ({
      from,
      to,
      bucketMs,
      windowMs,
      ...asked
    }: Asked & { from: number; to: number; bucketMs: number; windowMs: number }) => {
      const start = floorHour(from - windowMs)
      const found = await read(start, to, asked)
      const limit = Math.floor(sampledOfCourse / found.filter(({ baseline }) => baseline !== undefined).length)
      const told = []
      for (const { route, model, baseline, hours } of found) {
        const sampling = baseline !== undefined && limit >= fewestOfCourse
        const logs = sampling ? await store.sampleLogs({ from: start, to, route, model, limit, pick: 'spread' }) : []
        const lengthAt = await lengthsOf(baseline, logs)
        const ends = [...new Set(hours.map(({ bucket }) => bucket - (bucket % bucketMs)))].filter((bucket) => bucket + bucketMs > from)
        const trailing = emptyDrift()
        let [added, dropped] = [0, 0]
        for (const bucket of ends) {
          if (told.length % windowsAtOnce === windowsAtOnce - 1) await breathe()
          const end = bucket + bucketMs
          for (; added < hours.length && (hours[added] as DriftRow).bucket < end; added++)
            addDrift(trailing, (hours[added] as DriftRow).sums)
          for (; (hours[dropped] as DriftRow).bucket < end - windowMs; dropped++) addDrift(trailing, (hours[dropped] as DriftRow).sums, -1)
          const length = lengthAt(end - windowMs, end)
          told.push({ bucket, route, model, ...gaugesOf(trailing, baseline), lengthFactor: length?.factor ?? null, length })
        }
      }
      return told.sort((a, b) => a.bucket - b.bucket)
    },

    /** The worst route and model of the trailing 24 h with enough logs; null when there is none, or for a part that drift does not tell apart. */
    headline: async ({ route, model, service, source }: Part): Promise<RouteDrift | null> => {
      if (service !== undefined || (source !== undefined && source !== 'production')) return null
      const fits = (row: RouteDrift) =>
        row.enough && (route === undefined || row.route === route) && (model === undefined || row.model === model)
      return (await recent()).find(fits) ?? null
    },

    baselines: async (): Promise<Baseline[]> => {
      await first.make()
      return (await store.baselines()).filter(({ embedder }) => embedder === reads)
    },

    /**
     * Approves the stored logs of a range, at most 1,000 of them, as the baseline of a route (absent: of every route that has logs there), or of one
     * model on it. Those with fewer than 200 answers are left out.
     */
    setBaseline: async ({ from, to, ...asked }: Asked & { from: number; to: number }): Promise<Baseline[]> => {
      const found = await store.driftSums({ from, to, ...asked, embedder: table.id, bucketMs: null })
      const routes = [...new Set(found.map(({ route }) => route))]
      const made = []
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
        const baseline = await baselineOf(table, logs, { route, model: model ?? null, state: 'set', now: clock() })
        if (baseline === null) continue
        await store.saveBaseline(baseline)
        made.push(baseline)
      }
      headline = null
      return made
    },
  }
}

/** How far the answers of a row are, in meaning or style, whichever alarms. */
const farthest = ({ semanticDrift, styleDrift }: RouteDrift): number =>
  Math.max(semanticDrift ?? -1, (styleDrift ?? -1) >= answersMoved ? 0 : -1)

export type DriftFlow = ReturnType<typeof createDrift>
