import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { createAsk, planning } from './askPglite.ts'

/** A statement asked of the worker, and what became of it. */
export interface Ask {
  id: number
  text: string
  params: readonly unknown[]
}
export type Reply = { id: number; rows: unknown[] } | { id: number; error: { message: string; code: string | null } }

/** PGlite has its own thread, so that a long statement stalls no request. When it cannot be opened the thread ends with the reason. */
const db = await PGlite.create({ dataDir: (workerData as { dataDir: string }).dataDir, relaxedDurability: false })
await db.exec(`set work_mem = '16MB'; set random_page_cost = 1.1; ${planning}`)
const query = createAsk(db)

/** What WebAssembly throws when the program inside has crashed: nothing can be asked of it any more. */
const isCrash = (error: unknown): boolean => ['RuntimeError', 'ExitStatus'].includes((error as Error).name)

const answer = async ({ id, text, params }: Ask): Promise<Reply> => {
  try {
    return { id, rows: await query(text, params) }
  } catch (error) {
    if (isCrash(error)) throw error // ends the thread; the next statement starts another
    const { message, code } = error as Error & { code?: string }
    return { id, error: { message, code: code ?? null } }
  }
}

parentPort?.on('message', async (ask: Ask | 'close') => {
  if (ask !== 'close') return parentPort?.postMessage(await answer(ask))
  await db.close().catch(() => {})
  parentPort?.postMessage({ id: 0, rows: [] } satisfies Reply)
})
