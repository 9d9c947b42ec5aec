import { addDrift, addFacts, type DriftFacts, type DriftSums, emptyDrift } from '../../core/drift.ts'
import { toColumns } from './driftRows.ts'
import type { HeadRow } from './heads.ts'
import type { Sql } from './sql.ts'
import { hourMs } from './sums.ts'

/** A log that is to be stored, at its place in the commit, from 1. */
export interface PlacedFacts {
  at: number
  row: HeadRow
  facts: DriftFacts
}

/** What a commit adds: rows of `drift_sums` but for their place in commit order, and which of its logs are the first of their routes. */
export interface DriftPlan {
  vectors: Record<string, unknown>[]
  firsts: { route: string; at: number }[]
}

interface Group {
  hour_ms: number
  route: string
  model: string
  embedder: string
  sums: DriftSums
}

/** Groups a writer adds up before it begins anew: bounds its memory. */
const mostGroups = 2_000
/** Logs of each route, by arrival, of which its first baseline may be made. */
export const firstLogs = 500
/** Routes whose first logs are remembered to be noted. */
const mostRoutes = 10_000

const firstsKnown = `
  select route, case when exists (
      select from baselines where baselines.route = given.route and model = '' and embedder = $2 and state <> 'provisional'
    ) then ${firstLogs} else (select count(*)::int from first_logs where first_logs.route = given.route) end as n
  from unnest($1::text[]) as given (route)`

const grouped = (logs: readonly PlacedFacts[]): Map<string, Group> => {
  const groups = new Map<string, Group>()
  for (const { row, facts } of logs) {
    const hour_ms = Math.floor(row.occurred_ms / hourMs) * hourMs
    const key = JSON.stringify([hour_ms, row.route, row.model, facts.embedder])
    const group = groups.get(key) ?? { hour_ms, route: row.route ?? '', model: row.model, embedder: facts.embedder, sums: emptyDrift() }
    addFacts(group.sums, facts)
    groups.set(key, group)
  }
  return groups
}

const placesByRoute = (logs: readonly PlacedFacts[]): Map<string, number[]> => {
  const routes = new Map<string, number[]>()
  for (const { row, at } of logs) {
    const route = row.route ?? ''
    const places = routes.get(route)
    if (places === undefined) routes.set(route, [at])
    else places.push(at)
  }
  return routes
}

/**
 * Adds what is stored to the sums of vectors, in the transaction that stores it. The writer keeps what it has added up since it began and replaces
 * its own rows by the new totals, so long as they are those it wrote last: no row is merged or fought over. After a commit whose outcome is not
 * known it begins anew under another name, so what was committed stays and nothing is counted twice. O(logs + groups of the commit).
 */
export const createDriftWriter = (newName: () => string) => {
  let writer = newName()
  /** The totals of each group, and the `seq` they were written at. */
  let totals = new Map<string, { sums: DriftSums; seq: number }>()
  let pending = new Map<string, { sums: DriftSums; seq: number }>()
  /** First logs noted of each route; a route that has them all costs one look. */
  let noted = new Map<string, number>()
  let notedNow = new Map<string, number>()

  const firstsOf = async (sql: Sql, routes: readonly string[], embedder: string): Promise<Map<string, number>> => {
    const known = new Map(routes.flatMap((route) => (noted.has(route) ? [[route, noted.get(route) as number]] : [])))
    const unknown = routes.filter((route) => !known.has(route))
    if (unknown.length === 0) return known
    for (const { route, n } of await sql.alone<{ route: string; n: number }>(firstsKnown, [unknown, embedder])) known.set(route, n)
    return known
  }

  const plan = async (sql: Sql, logs: readonly PlacedFacts[]): Promise<DriftPlan> => {
    const routes = placesByRoute(logs)
    // the logs of a commit are of one process, and so of one embedder
    const known = await firstsOf(sql, [...routes.keys()], logs[0]?.facts.embedder ?? '')
    pending = new Map()
    notedNow = new Map()
    const last = logs.at(-1)?.at ?? 0
    const vectors = [...grouped(logs)].map(([key, { sums, ...group }]) => {
      const before = totals.get(key)
      if (before !== undefined) addDrift(sums, before.sums)
      pending.set(key, { sums, seq: last })
      return { ...group, writer, after_seq: before?.seq ?? 0, last_at: last, ...toColumns(sums) }
    })
    const firsts = [...routes].flatMap(([route, places]) => {
      const count = known.get(route) ?? 0
      const first = places.slice(0, Math.max(0, firstLogs - count))
      notedNow.set(route, count + first.length)
      return first.map((at) => ({ route, at }))
    })
    return { vectors, firsts }
  }

  /** Begins anew under another name. */
  const renew = (): void => {
    writer = newName()
    totals = new Map()
    pending = new Map()
    noted = new Map()
    notedNow = new Map()
  }

  return {
    plan,
    /** What was planned last is durable, after the `seq` given. */
    keep: (base: number): void => {
      for (const [key, { sums, seq }] of pending) totals.set(key, { sums, seq: base + seq })
      for (const [route, count] of notedNow) noted.set(route, count)
      if (totals.size > mostGroups || noted.size > mostRoutes) renew()
    },
    renew,
  }
}
