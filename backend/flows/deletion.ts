import type { Clock, LogStore } from '../core/ports.ts'

export interface DeletionFilter {
  sessionId?: string
  userId?: string
  /** Epoch milliseconds. */
  before?: number
}

export interface Deletion {
  id: string
  filter: DeletionFilter
  status: 'running' | 'done' | 'failed' | 'stopped'
  startedAt: number
  deleted: number
}

const batch = 1_000
const remembered = 100

/** Deletes in batches behind the answer, and says how far each deletion is. The list lives as long as the process. */
export const createDeletions = ({ logs, clock, failed }: { logs: LogStore; clock: Clock; failed: (error: unknown) => void }) => {
  const list: Deletion[] = []
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const run = async (deletion: Deletion): Promise<void> => {
    try {
      for (;;) {
        if (stopped) {
          deletion.status = 'stopped'
          return
        }
        const gone = await logs.deleteLogs(deletion.filter, batch)
        deletion.deleted += gone
        if (gone === 0) break
      }
      deletion.status = 'done'
    } catch (error) {
      deletion.status = 'failed'
      failed(error)
    }
  }

  return {
    list: (): readonly Deletion[] => list,
    start: (filter: DeletionFilter): Deletion => {
      const deletion: Deletion = { id: crypto.randomUUID(), filter, status: 'running', startedAt: clock(), deleted: 0 }
      list.unshift(deletion)
      list.length = Math.min(list.length, remembered)
      running = running.then(() => run(deletion))
      return deletion
    },
    /** When what was started is through. */
    settled: (): Promise<void> => running,
    /** Ends after the batch under way; what is left is asked for again. */
    stop: (): Promise<void> => {
      stopped = true
      return running
    },
  }
}

export type Deletions = ReturnType<typeof createDeletions>
