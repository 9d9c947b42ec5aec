import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import type { Engine, ExportTable, Lease, Transformed } from '../core/etl.ts'
import type { Warehouse } from '../store/postgres/warehouse.ts'

const renewMs = 20_000
const rowsGiven = 1_000

/** What is asked of the host; a rejection or an answer that says no ends the round. */
export interface Backend {
  claim(wish: { engine: Engine['id']; now: boolean }): Promise<Lease | 'idle' | 'busy'>
  renew(lease: Lease): Promise<boolean>
  page(table: ExportTable, cursor: string | null): Promise<{ text: string; nextCursor: string | null }>
  give(lease: Lease, body: { engine: Engine['id']; rows?: readonly object[]; result?: Transformed }): Promise<void>
}

/** What became of a round: nothing was to be done, or how the run ended. */
export type Round = 'idle' | 'busy' | { runId: string; outcome: Transformed }

interface Parts {
  backend: Backend
  warehouse: Warehouse
  /** Merges sums of the warehouse. */
  maintain(): Promise<void>
  engine: Engine
  signal: AbortSignal
}

const rowsOf = (text: string): Record<string, string | null>[] =>
  parse(text, { columns: true, cast: (value, { quoting, header }) => (value === '' && !quoting && !header ? null : value) })

/** Reads what is new of one table, page by page; each page is in the warehouse with its cursor, or not at all. */
const pull = async ({ backend, warehouse, signal }: Parts, table: ExportTable): Promise<void> => {
  for (let cursor = await warehouse.start(table); ; ) {
    signal.throwIfAborted()
    const { text, nextCursor } = await backend.page(table, cursor)
    if (nextCursor === null) return
    if (nextCursor === cursor) throw new Error(`the export of ${table} does not get on`)
    await warehouse.load(table, rowsOf(text), nextCursor)
    cursor = nextCursor
  }
}

/** Gives back every row of the marts that was rebuilt since, page by page; what was given is noted when the host has it. */
const giveBack = async ({ backend, warehouse, engine, signal }: Parts, lease: Lease): Promise<void> => {
  for (;;) {
    signal.throwIfAborted()
    const { rows, cursor } = await warehouse.rebuilt(rowsGiven)
    if (cursor === null) return
    await backend.give(lease, { engine: engine.id, rows })
    await warehouse.moveCursor('given', cursor)
  }
}

const carryOut = async (parts: Parts, lease: Lease): Promise<Transformed> => {
  for (const table of parts.warehouse.tables) await pull(parts, table)
  await parts.maintain()
  const outcome = await parts.engine.transform({ full: false, signal: parts.signal })
  if (outcome.status === 'success') await giveBack(parts, lease)
  await parts.backend.give(lease, { engine: parts.engine.id, result: outcome })
  return outcome
}

/**
 * One round of a worker: claims a run, brings the warehouse up to date, makes the marts there and gives them back. It may be killed at any point:
 * what is in the warehouse stands with its cursor, the run is due again when its lease has ended, and rows given twice are the same.
 */
export const workRound = async (given: Parts, now: boolean): Promise<Round> => {
  const lease = await given.backend.claim({ engine: given.engine.id, now })
  if (typeof lease === 'string') return lease
  const lost = new AbortController()
  const over = new AbortController()
  const renewing = (async () => {
    while (await pause(renewMs, true, { signal: over.signal }).catch(() => false))
      if (!(await given.backend.renew(lease).catch(() => true))) lost.abort(new Error('the run was given to somebody else'))
  })()
  try {
    const signal = AbortSignal.any([given.signal, lost.signal])
    return { runId: lease.runId, outcome: await carryOut({ ...given, signal }, lease) }
  } finally {
    over.abort()
    await renewing
  }
}
