import { setTimeout as pause } from 'node:timers/promises'
import { createWarehouse } from '../../store/postgres/warehouse.ts'
import type { Config } from '../config.ts'
import { overHttp } from '../connect.ts'
import { type Database, openDatabase } from '../database.ts'
import { StartError } from '../startError.ts'
import { chooseEngine } from '../transform/choose.ts'
import { type Round, workRound } from '../worker.ts'
import { createBackend } from './etlBackend.ts'
import { plain } from './plain.ts'

/** How often it is asked whether a run is due. */
const lookMs = 5_000

const openWarehouse = async (url: string): Promise<Database> => {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new StartError('--warehouse is not a postgres:// address')
  try {
    return await openDatabase({ dataDir: '', databaseUrl: url })
  } catch (error) {
    throw new StartError(`--warehouse cannot be used: ${String((error as Error).message).split('\n')[0]}`, { cause: error })
  }
}

const words = (round: Exclude<Round, string>): string => {
  const { rowsIn, models, ...outcome } = round.outcome
  return outcome.status === 'success'
    ? `${round.runId} success: ${rowsIn} new logs, ${models.length} models`
    : `${round.runId} failed: ${plain(outcome.error)}`
}

interface Work {
  round(now: boolean): Promise<Round>
  once: boolean
  everyMs: number
  signal: AbortSignal
  tell(round: Exclude<Round, string>): void
}

/** One round at once, so that the warehouse is up to date; then whenever a run is due, or none has been for as long as usual. False: the only round failed. */
const follow = async ({ round, once, everyMs, signal, tell }: Work): Promise<boolean> => {
  for (let last = Number.NEGATIVE_INFINITY; !signal.aborted; ) {
    try {
      const done = await round(once || Date.now() - last >= everyMs)
      if (typeof done !== 'string') {
        last = Date.now()
        tell(done)
        if (once) return done.outcome.status === 'success'
      }
    } catch (error) {
      if (signal.aborted) break
      if (once) throw error
      process.stderr.write(`aicwd: ${plain((error as Error).message)}; it is tried again\n`)
    }
    await pause(lookMs, undefined, { signal }).catch(() => {})
  }
  return !once
}

export interface WorkerOptions {
  backend: string
  warehouse: string
  once?: boolean
  json?: boolean
}

/** A worker: it exports from a backend, makes the marts in a PostgreSQL of its own, and gives them back. */
export const work = async ({ backend: url, warehouse: warehouseUrl, once = false, json }: WorkerOptions, config: Config): Promise<void> => {
  if (!/^https?:\/\//.test(url)) throw new StartError('--backend is not an http(s) address')
  const database = await openWarehouse(warehouseUrl)
  const stop = new AbortController()
  const end = () => stop.abort(new Error('the worker was stopped'))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  const { signal } = stop
  const parts = {
    backend: createBackend(overHttp(url, config.key), signal),
    warehouse: createWarehouse(database.sql),
    maintain: () => database.maintain(),
    engine: chooseEngine({ databaseUrl: warehouseUrl, dbt: config.dbt }, database.sql),
    signal,
  }
  try {
    const ok = await follow({
      round: (now) => workRound(parts, now),
      once,
      everyMs: config.etlEvery,
      signal,
      tell: (round) => process.stdout.write(json ? `${JSON.stringify({ runId: round.runId, ...round.outcome })}\n` : `${words(round)}\n`),
    })
    if (!ok) process.exitCode = 1
  } finally {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
    await database.close()
  }
}
