import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Intake, Measure } from '../core/ports.ts'
import type { Tools } from '../measure/index.ts'

/** UTF-16 units of bodies that may wait for or be in a worker. */
const mostWaiting = 96 * 1024 * 1024

/** Worker threads that read and measure bodies, so that the event loop never stalls. One core is left to it; two at least, so that no large body holds up the small ones behind it. */
export const createMeasurePool = (tools: Tools): { measure: Measure; close(): Promise<void> } => {
  const threads = Math.max(2, availableParallelism() - 1)
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./measureWorker.js', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    workerData: tools,
  })
  let waiting = 0
  return {
    measure: async (body) => {
      if (waiting > 0 && waiting + body.text.length > mostWaiting) return { status: 'busy' }
      waiting += body.text.length
      try {
        return (await pool.run(body)) as Intake
      } finally {
        waiting -= body.text.length
      }
    },
    close: () => pool.destroy(),
  }
}
