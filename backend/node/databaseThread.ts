import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../core/ports.ts'
import type { Limits, Queries } from '../store/postgres/sql.ts'
import type { Ask, Reply } from './databaseWorker.ts'
import { faultOf } from './faults.ts'

/** PGlite ignores `statement_timeout`: a statement that takes longer ends the thread. */
const usual: Limits = { statementMs: 120_000 }

/** One thread with the embedded database in it. Once it has ended, for whatever reason, every statement rejects with `StoreUnavailable`. */
export interface Thread {
  within(limits?: Limits): Queries
  ended(): boolean
  /** Lets the database write what it has and ends the thread. */
  close(): Promise<void>
}

interface Waiting {
  resolve(rows: never[]): void
  reject(error: Error): void
  statementMs: number
}

/** Starts `file` (the built `databaseWorker.ts`) over the database in `folder`. */
export const startThread = (file: URL, folder: string): Thread => {
  const worker = new Worker(file, { workerData: { dataDir: folder } })
  const waiting = new Map<number, Waiting>()
  let reason = 'it ended'
  let end: StoreUnavailable | null = null
  let nextId = 1
  let timer: NodeJS.Timeout | undefined

  const overtime = (statementMs: number) => {
    reason = `a statement took longer than ${statementMs / 1000} s`
    void worker.terminate()
  }

  /** The time of a statement begins when the one before it is answered. */
  const watch = (): void => {
    clearTimeout(timer)
    const [first] = waiting.values()
    if (first !== undefined) timer = setTimeout(overtime, first.statementMs, first.statementMs)
  }

  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id)
    if (asked === undefined) return
    waiting.delete(reply.id)
    watch()
    if ('error' in reply) asked.reject(faultOf(Object.assign(new Error(reply.error.message), { code: reply.error.code })))
    else asked.resolve(reply.rows as never[])
  })
  worker.on('error', (error) => {
    reason = error.message
  })
  worker.on('exit', () => {
    end = new StoreUnavailable(`the embedded database stopped: ${reason}`)
    for (const { reject } of waiting.values()) reject(end)
    waiting.clear()
    watch()
  })

  const ask = (message: Ask | 'close', id: number, { statementMs } = usual): Promise<never[]> =>
    new Promise((resolve, reject) => {
      if (end !== null) return reject(end)
      waiting.set(id, { resolve, reject, statementMs })
      if (waiting.size === 1) watch()
      worker.postMessage(message)
    })

  return {
    ended: () => end !== null,
    within: (limits) => ({
      query: <Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> => {
        const id = nextId++
        return ask({ id, text, params }, id, limits)
      },
    }),
    close: async () => {
      await ask('close', 0).catch(() => {})
      await worker.terminate()
    },
  }
}
