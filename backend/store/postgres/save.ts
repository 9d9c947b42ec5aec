import type { DriftFacts } from '../../core/drift.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { type Clock, type SaveResult, StoreUnavailable } from '../../core/ports.ts'
import { type HeadRow, toRow } from './heads.ts'
import { createDriftWriter } from './saveDrift.ts'
import type { Sql } from './sql.ts'
import { tailRows } from './sums.ts'

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

/** Bodies are JSON and so have no line break: they go as lines of one text, in bytes, which is twice as fast as an array. */
const insert = 'select there, base::float8 as base from save_logs($1, $2, $3, $4, $5, $6)'

/** Stores rows in order and says which were new. When some are there already, nothing is stored, and it goes again without them. */
const write = async (sql: Sql, drift: DriftWriter, { rows, bodies, facts }: Batch): Promise<boolean[]> => {
  const there = new Set<string>()
  for (;;) {
    const seen = new Set(there)
    const stored = rows.map(({ id }) => !seen.has(id) && seen.add(id) !== undefined)
    const given = rows.filter((_, index) => stored[index])
    if (given.length === 0) return stored
    const own = facts.filter((_, index) => stored[index])
    const { vectors, firsts } = await drift.plan(
      sql,
      given.flatMap((row, index) => {
        const of = own[index]
        return of ? [{ at: index + 1, row, facts: of }] : []
      }),
    )
    const found = await sql.alone<{ there: string; base: null } | { there: null; base: number }>(insert, [
      given.map(({ id }) => id),
      utf8.encode(JSON.stringify(given)),
      utf8.encode(bodies.filter((_, index) => stored[index]).join('\n')),
      JSON.stringify(tailRows(given)),
      JSON.stringify(vectors),
      JSON.stringify(firsts),
    ])
    if (found.length === 0) drift.renew()
    for (const row of found) {
      if (row.there !== null) there.add(row.there)
      else {
        drift.keep(row.base)
        return stored
      }
    }
  }
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
    const stored = await write(sql, drift, batch).catch((error) => {
      drift.renew() // whether it was committed is not known
      throw error
    })
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
