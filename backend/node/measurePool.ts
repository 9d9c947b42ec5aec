import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Intake, Measure } from '../core/ports.ts'
import type { Tools } from '../measure/index.ts'

/** UTF-16 units of bodies that may wait for or be in a worker. */
const mostWaiting = 96 * 1024 * 1024

/** Small bodies that wait go to a thread together: waking it takes as long as measuring a short log. So many at most, and as many UTF-16 units; one alone may be larger. */
const mostTogether = 16
const mostUnits = 64 * 1024

const threadCount = Math.max(2, availableParallelism() - 1)

type Body = Parameters<Measure>[0]

interface Waiting {
  body: Body
  done(intake: Intake): void
  failed(error: unknown): void
}

interface Threads {
  pool: Piscina
  /** Each has said that it has loaded; the pool itself takes its first ones for ready from the start. */
  loaded: Promise<void>
}

const startThreads = (workerFile: URL, tools: Tools): Threads => {
  const pool = new Piscina({ filename: fileURLToPath(workerFile), minThreads: threadCount, maxThreads: threadCount, workerData: tools })
  const loaded = new Promise<void>((done) => {
    let left = threadCount
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
  const queue: Waiting[] = []
  let busy = 0
  let units = 0

  /** What goes to a thread that is free: its share of what waits. */
  const share = (): Waiting[] => {
    const most = Math.min(mostTogether, Math.ceil(queue.length / (threadCount - busy)))
    let count = 1
    for (let size = queue[0]?.body.text.length ?? 0; count < most; count++) {
      size += queue[count]?.body.text.length ?? 0
      if (size > mostUnits) break
    }
    return queue.splice(0, count)
  }

  const go = async (together: readonly Waiting[]): Promise<void> => {
    try {
      const intakes = (await started().pool.run(together.map(({ body }) => body))) as Intake[]
      for (const [at, { done }] of together.entries()) done(intakes[at] as Intake)
    } catch (error) {
      // What one body makes fail must not fail the others.
      if (together.length === 1) for (const { failed } of together) failed(error)
      else for (const one of together) await go([one])
    }
  }

  const distribute = (): void => {
    while (busy < threadCount && queue.length > 0) {
      busy += 1
      void go(share()).finally(() => {
        busy -= 1
        distribute()
      })
    }
  }

  return {
    begin: () => void started(),
    measure: async (body) => {
      const { length } = body.text
      if (units > 0 && units + length > mostWaiting) return { status: 'busy' }
      units += length
      try {
        return await new Promise<Intake>((done, failed) => {
          queue.push({ body, done, failed })
          distribute()
        })
      } finally {
        units -= length
      }
    },
    close: async () => {
      await threads?.loaded // Node 20 aborts the whole process when a thread is ended while it loads a module
      await threads?.pool.destroy()
    },
  }
}
