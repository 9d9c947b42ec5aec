import type { DriftFacts } from '../../core/drift.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { type Clock, type SaveResult, StoreUnavailable } from '../../core/ports.ts'
import { type HeadRow, headColumns, headTypes, sumsOfRow, toRow } from './heads.ts'
import { createDriftWriter } from './saveDrift.ts'
import type { Queries, Sql } from './sql.ts'
import { appendSums } from './sums.ts'

/** Logs and UTF-16 units that may wait for a commit; beyond either the answer is `busy`. */
const mostLogs = 50_000
const mostUnits = 96 * 1024 * 1024
/** Logs and units of one transaction, so that a commit stays short. */
const logsPerCommit = 2_000
const unitsPerCommit = 8 * 1024 * 1024

interface Waiting {
  rows: HeadRow[]
  bodies: string[]
  facts: (DriftFacts | undefined)[]
  units: number
  done(result: SaveResult): void
  failed(error: unknown): void
}

type Batch = Pick<Waiting, 'rows' | 'bodies' | 'facts'>
type DriftWriter = ReturnType<typeof createDriftWriter>

const utf8 = new TextEncoder()

const recordset = headColumns.map((column) => `${column} ${headTypes[column]}`).join(', ')

/**
 * The row of `log_position` is the one writer's lock: who updates it holds it until commit, so `seq` is given out in commit order and what
 * commits later never gets an earlier one. A duplicate leaves a hole that nothing fills. Bodies are JSON and so have no line break: they go as
 * lines of one text, in bytes, which is twice as fast as an array.
 */
const insert = `
  with base as (update log_position set last_seq = last_seq + $1 returning last_seq - $1 as seq),
  given as (
    select * from rows from (json_to_recordset($2::json) as (${recordset}), string_to_table($3::text, E'\\n')) with ordinality
      as pairs (${headColumns.join(', ')}, body, at)
  ),
  stored as (
    insert into logs (seq, ${headColumns.join(', ')}, body_bytes)
    select base.seq + given.at, ${headColumns.map((column) => `given.${column}`).join(', ')}, octet_length(given.body)
    from base, given
    on conflict (id) do nothing
    returning seq
  ),
  texts as (
    insert into log_bodies (seq, body)
    select stored.seq, given.body from stored, base, given where given.at = stored.seq - base.seq
  )
  select (stored.seq - base.seq)::int as at, stored.seq::float8 as seq from stored, base`

/** Stores rows in order and says which were new. */
const write = async (tx: Queries, drift: DriftWriter, { rows, bodies, facts }: Batch): Promise<boolean[]> => {
  const stored = new Array<boolean>(rows.length).fill(false)
  const news = await tx.query<{ at: number; seq: number }>(insert, [
    rows.length,
    utf8.encode(JSON.stringify(rows)),
    utf8.encode(bodies.join('\n')),
  ])
  for (const { at } of news) stored[at - 1] = true
  await appendSums(
    tx,
    rows.filter((_, index) => stored[index]).map((row) => [row, sumsOfRow(row)] as const),
  )
  await drift.add(
    tx,
    news.flatMap(({ at, seq }) => {
      const [row, own] = [rows[at - 1], facts[at - 1]]
      return row && own ? [{ seq, row, facts: own }] : []
    }),
  )
  return stored
}

/** Concurrent calls share a commit: what waits while one transaction runs goes into the next. */
export const createSave = (sql: Sql, clock: Clock, drift: DriftWriter = createDriftWriter(() => crypto.randomUUID())) => {
  const queue: Waiting[] = []
  let waitingLogs = 0
  let waitingUnits = 0
  let running = false

  const take = (): Waiting[] => {
    let [logs, units, count] = [0, 0, 0]
    for (const item of queue) {
      logs += item.rows.length
      units += item.units
      if (count > 0 && (logs > logsPerCommit || units > unitsPerCommit)) break
      count += 1
    }
    return queue.splice(0, count)
  }

  const store = async (items: readonly Waiting[]): Promise<void> => {
    const batch = {
      rows: items.flatMap((item) => item.rows),
      bodies: items.flatMap((item) => item.bodies),
      facts: items.flatMap((item) => item.facts),
    }
    const stored = await sql
      .transaction((tx) => write(tx, drift, batch))
      .catch((error) => {
        drift.renew()
        throw error
      })
    drift.keep()
    let at = 0
    for (const item of items) {
      item.done({ status: 'saved', stored: stored.slice(at, at + item.rows.length) })
      at += item.rows.length
    }
  }

  const commit = async (items: readonly Waiting[]): Promise<void> => {
    try {
      await store(items)
    } catch (error) {
      if (error instanceof StoreUnavailable) for (const item of items) item.done({ status: 'unavailable', reason: error.message })
      else if (items.length === 1) items[0]?.failed(error)
      else for (const item of items) await commit([item]) // what one caller sent must not fail the others
    }
  }

  const run = async (): Promise<void> => {
    if (running) return
    running = true
    while (queue.length > 0) {
      const items = take()
      await commit(items)
      for (const item of items) {
        waitingLogs -= item.rows.length
        waitingUnits -= item.units
      }
    }
    running = false
  }

  return (batch: readonly MeasuredLog[]): Promise<SaveResult> =>
    new Promise((done, failed) => {
      if (batch.length === 0) return done({ status: 'saved', stored: [] })
      if (waitingLogs > 0 && (waitingLogs + batch.length > mostLogs || waitingUnits > mostUnits)) return done({ status: 'busy' })
      const now = clock()
      const bodies = batch.map(({ log, measurement }) => JSON.stringify({ log, measurement }))
      const units = bodies.reduce((sum, body) => sum + body.length, 0)
      waitingLogs += batch.length
      waitingUnits += units
      queue.push({ rows: batch.map((entry) => toRow(entry, now)), bodies, facts: batch.map(({ facts }) => facts), units, done, failed })
      void run()
    })
}
