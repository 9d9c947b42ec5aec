import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { askPglite } from './askPglite.ts'

/** A statement asked of the worker, and what became of it. */
export interface Ask {
  id: number
  text: string
  params: readonly unknown[]
}
export type Reply = { id: number; rows: unknown[] } | { id: number; error: { message: string; code: string | null } }

/** PGlite has its own thread, so that a long statement stalls no request. */
const db = PGlite.create({ dataDir: (workerData as { dataDir: string }).dataDir, relaxedDurability: false })

const answer = async ({ id, text, params }: Ask): Promise<Reply> => {
  try {
    return { id, rows: await askPglite(await db, text, params) }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { id, error: { message, code: code ?? null } }
  }
}

parentPort?.on('message', async (ask: Ask | 'close') => {
  if (ask !== 'close') return parentPort?.postMessage(await answer(ask))
  await (await db).close().catch(() => {})
  parentPort?.postMessage({ id: 0, rows: [] } satisfies Reply)
})
