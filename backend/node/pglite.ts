import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../core/ports.ts'
import type { Queries, Sql } from '../store/postgres/sql.ts'
import type { Ask, Reply } from './databaseWorker.ts'
import { faultOf } from './faults.ts'

/** PGlite ignores `statement_timeout`: a statement that takes longer ends the worker. */
const statementMs = 120_000

/** Statements one at a time, and a transaction as one turn: there is one connection, so others must wait outside. */
export const inTurns = (db: Queries): Sql => {
  let last: Promise<unknown> = Promise.resolve()
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    query: (text, params) => turn(() => db.query(text, params)),
    transaction: (work) =>
      turn(async () => {
        await db.query('begin')
        try {
          const result = await work(db)
          await db.query('commit')
          return result
        } catch (error) {
          await db.query('rollback').catch(() => {})
          throw error
        }
      }),
  }
}

interface Waiting {
  resolve(rows: never[]): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** A worker with the database in it; when it dies what waits is rejected, and the next statement starts another. */
const createWorker = (dataDir: string) => {
  const file = fileURLToPath(new URL('./databaseWorker.js', import.meta.url))
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let nextId = 1

  const lost = (reason: string) => {
    worker = null
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(new StoreUnavailable(`the embedded database stopped: ${reason}`))
    }
    waiting.clear()
  }

  const start = (): Worker => {
    const started = new Worker(file, { workerData: { dataDir } })
    started.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.id)
      if (asked === undefined) return
      waiting.delete(reply.id)
      clearTimeout(asked.timer)
      if ('error' in reply) asked.reject(faultOf(Object.assign(new Error(reply.error.message), { code: reply.error.code })))
      else asked.resolve(reply.rows as never[])
    })
    started.on('error', (error) => lost(error.message))
    started.on('exit', (code) => {
      if (worker === started) lost(`code ${code}`)
    })
    return started
  }

  const ask = (message: Ask | 'close', id: number): Promise<never[]> =>
    new Promise((resolve, reject) => {
      worker ??= start()
      const running = worker
      const timer = setTimeout(() => void running.terminate(), statementMs)
      waiting.set(id, { resolve, reject, timer })
      running.postMessage(message)
    })

  return {
    query: <Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> => {
      const id = nextId++
      return ask({ id, text, params }, id)
    },
    close: async () => {
      if (worker === null) return
      const running = worker
      await ask('close', 0).catch(() => {})
      worker = null
      await running.terminate()
    },
  }
}

/** The embedded database in a folder of its own, which only this user may read. PGlite never calls fsync: a power cut may lose what was last. */
export const openPglite = (dataDir: string): { sql: Sql; close(): Promise<void> } => {
  const folder = join(dataDir, 'pglite')
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
  chmodSync(folder, 0o700)
  process.umask(0o077)
  const worker = createWorker(folder)
  const sql = inTurns(worker)
  return {
    sql,
    close: async () => {
      await sql.transaction(async () => {}).catch(() => {}) // after what is under way
      await worker.close()
    },
  }
}
