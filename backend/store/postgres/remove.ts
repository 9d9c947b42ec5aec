import { Conditions } from './conditions.ts'
import { type HeadRow, headColumns, sumsOfRow } from './heads.ts'
import type { Queries, Sql } from './sql.ts'
import { appendSums } from './sums.ts'

/** Deletes the heads a condition picks, and their texts; the heads that went. */
const remove = async (tx: Queries, conditions: Conditions, limit: number): Promise<HeadRow[]> => {
  await tx.query('update log_position set last_seq = last_seq')
  return tx.query<HeadRow>(
    `with chosen as (select seq from logs where ${conditions.where} limit ${conditions.bind(limit)}),
    texts as (delete from log_bodies using chosen where log_bodies.seq = chosen.seq)
    delete from logs using chosen where logs.seq = chosen.seq returning ${headColumns.map((column) => `logs.${column}`).join(', ')}`,
    conditions.params,
  )
}

export const createRemovals = (sql: Sql) => ({
  deleteLogs: ({ sessionId, userId, before }: { sessionId?: string; userId?: string; before?: number }, limit: number): Promise<number> => {
    if (sessionId === undefined && userId === undefined && before === undefined) throw new TypeError('say which logs to delete')
    const conditions = new Conditions().add('session_id = ?', sessionId).add('user_id = ?', userId).add('occurred_ms < ?', before)
    return sql.transaction(async (tx) => {
      const rows = await remove(tx, conditions, limit)
      await appendSums(
        tx,
        rows.map((row) => [row, sumsOfRow(row)] as const),
        -1,
      )
      return rows.length
    })
  },

  /** Keeps the sums: history stays when its texts go. */
  expireLogs: (arrivedBefore: number, limit: number): Promise<number> =>
    sql.transaction(async (tx) => (await remove(tx, new Conditions().add('received_ms < ?', arrivedBefore), limit)).length),
})
