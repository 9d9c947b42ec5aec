import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Intake, Measure } from '../core/ports.ts'
import type { Tools } from '../measure/index.ts'

/** UTF-16 units of bodies that may wait for or be in a worker. */
const mostWaiting = 96 * 1024 * 1024

interface Threads {
  pool: Piscina
  /** Each has said that it has loaded; the pool itself takes its first ones for ready from the start. */
  loaded: Promise<void>
}

const startThreads = (workerFile: URL, tools: Tools): Threads => {
  const threads = Math.max(2, availableParallelism() - 1)
  const pool = new Piscina({ filename: fileURLToPath(workerFile), minThreads: threads, maxThreads: threads, workerData: tools })
  const loaded = new Promise<void>((done) => {
    let left = threads
    pool.on('message', () => {
      left -= 1
      if (left === 0) done()
    })
  })
  return { pool, loaded }
}

/**
 * Worker threads that read and measure bodies, so that the event loop never stalls. One core is left to it; two at least, so that no large body
 * holds up the small ones behind it. They start with the first body, or when told to: what only reads needs none.
 */
export const createMeasurePool = (
  tools: Tools,
  workerFile: URL = new URL('./measureWorker.js', import.meta.url),
): { begin(): void; measure: Measure; close(): Promise<void> } => {
  let threads: Threads | null = null
  const started = (): Threads => {
    threads ??= startThreads(workerFile, tools)
    return threads
  }
  let waiting = 0
  return {
    begin: () => void started(),
    measure: async (body) => {
      if (waiting > 0 && waiting + body.text.length > mostWaiting) return { status: 'busy' }
      waiting += body.text.length
      try {
        return (await started().pool.run(body)) as Intake
      } finally {
        waiting -= body.text.length
      }
    },
    close: async () => {
      await threads?.loaded // Node 20 aborts the whole process when a thread is ended while it loads a module
      await threads?.pool.destroy()
    },
  }
}
