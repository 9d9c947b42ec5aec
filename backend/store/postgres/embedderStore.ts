import { addDrift, addFacts, type DriftFacts, type DriftSums, emptyDrift } from '../../core/drift.ts'
import type { EmbedderBatch, EmbedderPlace, EmbedderStore } from '../../core/embedder.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { fromColumns, type SumsRow, selected, sumColumns, sumTypes, toColumns } from './driftRows.ts'
import type { Queries, Sql } from './sql.ts'
import { hourMs } from './sums.ts'

/** Bytes of the bodies of a batch. */
const batchBytes = 8 * 1024 * 1024
/** All that is added behind ingest has one writer: who holds the place. */
const writer = 'behind'

const claim = async (
  tx: Queries,
  embedder: string,
  holder: string,
  { now, until, since }: { now: number; until: number; since: number },
): Promise<EmbedderPlace | null> => {
  await tx.query(
    `insert into embedder_places (embedder, seq, holder, lease_until_ms)
    select $1, coalesce((select seq - 1 from logs where received_ms >= $2 order by received_ms, seq limit 1), last_seq), '', 0 from log_position
    where not exists (select from embedder_places where embedder = $1)
    on conflict do nothing`,
    [embedder, since],
  )
  const [place] = await tx.query<{ seq: number; answered_by: string | null }>(
    `update embedder_places set holder = $2, lease_until_ms = $4 where embedder = $1 and (holder = $2 or lease_until_ms <= $3)
    returning seq::float8 as seq, answered_by`,
    [embedder, holder, now, until],
  )
  return place === undefined ? null : { seq: place.seq, by: place.answered_by }
}

/** The newest place is read before the logs: all up to it are committed. */
const batch = async (tx: Queries, after: number, limit: number): Promise<EmbedderBatch> => {
  const [position] = await tx.query<{ seq: number }>('select last_seq::float8 as seq from log_position')
  const last = position?.seq ?? 0
  const rows = await tx.query<{ seq: number; body: string; listed: number }>(
    `select seq::float8 as seq, body, listed from (
      select seq, body_bytes, sum(body_bytes) over (order by seq) as bytes, count(*) over ()::int as listed from (
        select seq, body_bytes from logs where seq > $1 and seq <= $2 and source = 'production' and scored order by seq limit $3
      ) as found
    ) as page join log_bodies using (seq) where bytes - body_bytes < ${batchBytes} order by seq`,
    [after, last, limit],
  )
  const all = rows.length < limit && rows.length === (rows[0]?.listed ?? 0)
  return {
    logs: rows.map(({ seq, body }) => ({ seq, entry: JSON.parse(body) as MeasuredLog })),
    upTo: all ? Math.max(after, last) : (rows.at(-1)?.seq ?? after),
  }
}

interface Group {
  hour_ms: number
  route: string
  model: string
  sums: DriftSums
}

const keyOf = ({ hour_ms, route, model }: Omit<Group, 'sums'>): string => JSON.stringify([hour_ms, route, model])

const grouped = (facts: readonly { entry: MeasuredLog; facts: DriftFacts }[]): Map<string, Group> => {
  const groups = new Map<string, Group>()
  for (const { entry, facts: own } of facts) {
    const { timestamp, route, model } = entry.log
    const named = { hour_ms: Math.floor(timestamp / hourMs) * hourMs, route: route ?? '', model }
    const group = groups.get(keyOf(named)) ?? { ...named, sums: emptyDrift() }
    addFacts(group.sums, own)
    groups.set(keyOf(named), group)
  }
  return groups
}

const columns = ['hour_ms', 'route', 'model', 'embedder', 'writer', 'last_seq', ...sumColumns].join(', ')
const recordset = 'hour_ms bigint, route text, model text'

/** The rows are taken out, added to and put back, under the lock of the place. O(groups). */
const addSums = async (tx: Queries, embedder: string, lastSeq: number, groups: Map<string, Group>): Promise<void> => {
  const known = await tx.query<SumsRow & Omit<Group, 'sums'>>(
    `delete from drift_sums using json_to_recordset($1::json) as given (${recordset})
    where (drift_sums.hour_ms, drift_sums.route, drift_sums.model) = (given.hour_ms, given.route, given.model) and embedder = $2 and writer = $3
    returning drift_sums.hour_ms::float8 as hour_ms, drift_sums.route, drift_sums.model, ${selected}`,
    [JSON.stringify([...groups.values()].map(({ sums: _, ...named }) => named)), embedder, writer],
  )
  for (const row of known) {
    const group = groups.get(keyOf(row))
    if (group !== undefined) addDrift(group.sums, fromColumns(row))
  }
  const rows = [...groups.values()].map(({ sums, ...named }) => ({ ...named, embedder, writer, last_seq: lastSeq, ...toColumns(sums) }))
  await tx.query(
    `insert into drift_sums (${columns}) select ${columns} from json_to_recordset($1::json) as given (
      ${recordset}, embedder text, writer text, last_seq bigint, ${sumColumns.map((column) => `${column} ${sumTypes[column]}`).join(', ')}
    )`,
    [JSON.stringify(rows)],
  )
}

type Step = Parameters<EmbedderStore['add']>[1]

const add = async (tx: Queries, embedder: string, { after, upTo, by, facts }: Step): Promise<boolean> => {
  const moved = await tx.query(
    `update embedder_places set seq = $3, answered_by = coalesce(answered_by, $4)
    where embedder = $1 and seq = $2 and (answered_by is null or $4::text is null or answered_by = $4) returning seq`,
    [embedder, after, upTo, by],
  )
  if (moved.length === 0) return false
  // held until the commit, so that a deletion comes before all of this or after it
  const stored = await tx.query<{ seq: number }>(
    'select seq::float8 as seq from logs where seq in (select seq::bigint from json_array_elements_text($1::json) as seq) for share',
    [JSON.stringify(facts.map(({ seq }) => seq))],
  )
  const there = new Set(stored.map(({ seq }) => seq))
  const groups = grouped(facts.filter(({ seq }) => there.has(seq)))
  if (groups.size > 0) await addSums(tx, embedder, upTo, groups)
  return true
}

/** How far embedders are that work behind ingest, on PGlite or PostgreSQL. */
export const createEmbedderStore = (sql: Sql): EmbedderStore => ({
  claim: (embedder, holder, when) => sql.transaction((tx) => claim(tx, embedder, holder, when)),
  release: async (embedder, holder) => {
    await sql.query('update embedder_places set lease_until_ms = 0 where embedder = $1 and holder = $2', [embedder, holder])
  },
  batch: (after, limit) => sql.transaction((tx) => batch(tx, after, limit)),
  add: (embedder, step) => sql.transaction((tx) => add(tx, embedder, step)),
  behind: async (embedder) => {
    const [row] = await sql.query<{ behind: number }>(
      'select (last_seq - seq)::float8 as behind from embedder_places, log_position where embedder = $1',
      [embedder],
    )
    return row?.behind ?? null
  },
})
