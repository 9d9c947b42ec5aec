import type { Clock, LogStore } from '../../core/ports.ts'
import { createReads } from './read.ts'
import { createSums } from './readSums.ts'
import { createRemovals } from './remove.ts'
import { createSave } from './save.ts'
import type { Sql } from './sql.ts'

/** Logs on PGlite or PostgreSQL, by the same SQL. */
export const createLogStore = (sql: Sql, { clock }: { clock: Clock }): LogStore => ({
  saveLogs: createSave(sql, clock),
  sums: createSums(sql),
  ...createReads(sql),
  ...createRemovals(sql),
  ready: async () => {
    await sql.transaction((tx) => tx.query('update log_position set last_seq = last_seq'))
  },
})
