import type { Clock, LogStore } from '../../core/ports.ts'
import { createReads } from './read.ts'
import { createSums } from './readSums.ts'
import { createRemovals } from './remove.ts'
import { createSave } from './save.ts'
import { createDriftWriter } from './saveDrift.ts'
import type { Sql } from './sql.ts'

/** Logs on PGlite or PostgreSQL, by the same SQL. */
export const createLogStore = (sql: Sql, { clock }: { clock: Clock }): LogStore => {
  const drift = createDriftWriter(() => crypto.randomUUID())
  return {
    saveLogs: createSave(sql, clock, drift),
    sums: createSums(sql),
    ...createReads(sql),
    ...createRemovals(sql, drift.renew),
    ready: async () => {
      await sql.transaction((tx) => tx.query('update log_position set last_seq = last_seq'))
    },
  }
}
