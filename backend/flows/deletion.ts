import type { Deletion, DeletionFilter, DeletionStore } from '../core/deletion.ts'
import { type Clock, type LogStore, StoreUnavailable } from '../core/ports.ts'

const batch = 1_000
/** Whom nothing was heard of for so long has left its deletion. */
const silentMs = 60_000
export const listed = 100

interface Parts {
  logs: LogStore
  store: DeletionStore
  clock: Clock
  failed: (error: unknown) => void
}

/** Deletes in batches behind the answer, and says how far each deletion is. What a process leaves undone another goes on with. */
export const createDeletions = ({ logs, store, clock, failed }: Parts) => {
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  /** Those of this process that are under way or wait for their turn. */
  const mine = new Set<string>()

  const carryOut = async ({ id, filter }: Deletion): Promise<void> => {
    for (;;) {
      const now = clock()
      if (stopped) return store.end(id, 'stopped', now)
      const gone = await logs.deleteLogs(filter, batch)
      if (gone === 0) return store.end(id, 'done', now)
      await store.step(id, gone, now)
    }
  }

  const run = async (deletion: Deletion): Promise<void> => {
    try {
      await carryOut(deletion)
    } catch (error) {
      failed(error)
      if (error instanceof StoreUnavailable) return // it is silent now, and taken up when the database is back
      await store.end(deletion.id, 'failed', clock()).catch(failed)
    } finally {
      mine.delete(deletion.id)
    }
  }

  const queue = (deletion: Deletion): void => {
    if (mine.has(deletion.id)) return
    mine.add(deletion.id)
    running = running.then(() => run(deletion))
  }

  return {
    list: (): Promise<Deletion[]> => store.list(listed),
    /** Durable when it resolves; the logs go afterwards. */
    start: async (filter: DeletionFilter): Promise<Deletion> => {
      const deletion: Deletion = { id: crypto.randomUUID(), filter, status: 'running', startedAt: clock(), deleted: 0 }
      await store.begin(deletion)
      queue(deletion)
      return deletion
    },
    /** Goes on with what nobody is at any more. */
    takeUp: async (): Promise<void> => {
      const now = clock()
      for (const deletion of await store.takeUp(now - silentMs, now)) queue(deletion)
    },
    /** When what was started is through. */
    settled: (): Promise<void> => running,
    /** Ends after the batch under way; what is left is taken up by the next server. */
    stop: (): Promise<void> => {
      stopped = true
      return running
    },
  }
}

export type Deletions = ReturnType<typeof createDeletions>
