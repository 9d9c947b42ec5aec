import { addDrift, addFacts, type DriftFacts, type DriftSums, emptyDrift } from '../../core/drift.ts'
import { sumColumns, sumTypes, toColumns } from './driftRows.ts'
import type { HeadRow } from './heads.ts'
import type { Queries } from './sql.ts'
import { hourMs } from './sums.ts'

/** A log that was stored, at its place in commit order. */
export interface StoredFacts {
  seq: number
  row: HeadRow
  facts: DriftFacts
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

const keys = ['hour_ms', 'route', 'model', 'embedder', 'writer'] as const
const columns = [...keys, 'last_seq', ...sumColumns].join(', ')

const upsert = `
  insert into drift_sums (${columns})
  select ${columns} from json_to_recordset($1::json) as given (
    hour_ms bigint, route text, model text, embedder text, writer text, last_seq bigint,
    ${sumColumns.map((column) => `${column} ${sumTypes[column]}`).join(', ')}
  )
  on conflict (${keys.join(', ')}) do update set
    ${['last_seq', ...sumColumns].map((column) => `${column} = excluded.${column}`).join(', ')}`

const grouped = (logs: readonly StoredFacts[]): Map<string, Group> => {
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

const seqsByRoute = (logs: readonly StoredFacts[]): Map<string, number[]> => {
  const routes = new Map<string, number[]>()
  for (const { row, seq } of logs) {
    const route = row.route ?? ''
    const seqs = routes.get(route)
    if (seqs === undefined) routes.set(route, [seq])
    else seqs.push(seq)
  }
  return routes
}

/**
 * Adds what is stored to the sums of vectors, in the transaction that stores it. The writer keeps what it has added up since it began and replaces
 * its own rows by the new totals: no row is read, merged or fought over. After a commit whose outcome is not known it begins anew under
 * another name, so what was committed stays and nothing is counted twice. O(logs + groups of the commit).
 */
export const createDriftWriter = (newName: () => string) => {
  let writer = newName()
  let totals = new Map<string, DriftSums>()
  let pending = new Map<string, DriftSums>()
  /** First logs noted of each route; a route that has them all costs one look. */
  let noted = new Map<string, number>()
  let notedNow = new Map<string, number>()

  const note = async (tx: Queries, logs: readonly StoredFacts[]): Promise<void> => {
    // the logs of a commit are of one process, and so of one embedder
    const embedder = logs[0]?.facts.embedder
    for (const [route, seqs] of seqsByRoute(logs)) {
      let known = noted.get(route)
      if (known === undefined) {
        const [row] = await tx.query<{ n: number }>(
          `select case when exists (
              select from baselines where route = $1 and model = '' and embedder = $2 and state <> 'provisional'
            ) then ${firstLogs} else (select count(*)::int from first_logs where route = $1) end as n`,
          [route, embedder],
        )
        known = row?.n ?? 0
      }
      const first = seqs.toSorted((a, b) => a - b).slice(0, Math.max(0, firstLogs - known))
      if (first.length > 0)
        await tx.query('insert into first_logs (route, seq) select $1, seq::bigint from json_array_elements_text($2::json) as seq', [
          route,
          JSON.stringify(first),
        ])
      notedNow.set(route, known + first.length)
    }
  }

  const add = async (tx: Queries, logs: readonly StoredFacts[]): Promise<void> => {
    pending = new Map()
    notedNow = new Map()
    if (logs.length === 0) return
    const lastSeq = logs.reduce((last, { seq }) => Math.max(last, seq), 0)
    const rows = [...grouped(logs)].map(([key, { sums, ...group }]) => {
      const before = totals.get(key)
      if (before !== undefined) addDrift(sums, before)
      pending.set(key, sums)
      return { ...group, writer, last_seq: lastSeq, ...toColumns(sums) }
    })
    await tx.query(upsert, [JSON.stringify(rows)])
    await note(tx, logs)
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
    add,
    /** The transaction is durable. */
    keep: (): void => {
      for (const [key, sums] of pending) totals.set(key, sums)
      for (const [route, count] of notedNow) noted.set(route, count)
      if (totals.size > mostGroups || noted.size > mostRoutes) renew()
    },
    renew,
  }
}
