import type { DeletionFilter } from '../../core/deletion.ts'
import { Conditions } from './conditions.ts'
import { type HeadRow, headColumns, headTypes, sumsOfRow } from './heads.ts'
import type { Queries, Sql } from './sql.ts'
import { appendSums } from './sums.ts'

type Removed = HeadRow & { seq: number }

/** Deletes the heads a condition picks, and their texts; the heads that went. */
const remove = async (tx: Queries, conditions: Conditions, limit: number): Promise<Removed[]> => {
  await tx.query('update log_position set last_seq = last_seq')
  return tx.query<Removed>(
    `with chosen as (select seq from logs where ${conditions.where} limit ${conditions.bind(limit)}),
    texts as (delete from log_bodies using chosen where log_bodies.seq = chosen.seq)
    delete from logs using chosen where logs.seq = chosen.seq returning logs.seq, ${headColumns.map((column) => `logs.${column}`).join(', ')}`,
    conditions.params,
  )
}

/** Columns of heads that `removed_logs` has not: texts, ids, and what only lists need. */
const private_ = ['id', 'received_ms', 'preview', 'prompt_hash', 'session_id', 'user_id', 'waste_preview']
const kept = headColumns.filter((column) => !private_.includes(column))

/** Leaves the numbers of removed heads to the marts, which take them back or count them at their next refresh. */
const leaveToMarts = async (tx: Queries, rows: readonly Removed[], removedSeq: number | null): Promise<void> => {
  if (rows.length === 0) return
  const given = rows.map((row) => Object.fromEntries(['seq' as const, ...kept].map((column) => [column, row[column]])))
  await tx.query(
    `insert into removed_logs (seq, removed_seq, ${kept.join(', ')}) select seq, $2::bigint, ${kept.join(', ')}
    from json_to_recordset($1::json) as given (seq bigint, ${kept.map((column) => `${column} ${headTypes[column]}`).join(', ')})`,
    [JSON.stringify(given), removedSeq],
  )
}

export const createRemovals = (sql: Sql) => ({
  deleteLogs: ({ sessionId, userId, before, arrivedBy }: DeletionFilter, limit: number): Promise<number> => {
    if (sessionId === undefined && userId === undefined && before === undefined) throw new TypeError('say which logs to delete')
    const conditions = new Conditions()
      .add('session_id = ?', sessionId)
      .add('user_id = ?', userId)
      .add('occurred_ms < ?', before)
      .add('received_ms <= ?', arrivedBy)
    return sql.transaction(async (tx) => {
      const rows = await remove(tx, conditions, limit)
      if (rows.length === 0) return 0
      const [place] = await tx.query<{ seq: number }>('update log_position set last_seq = last_seq + 1 returning last_seq as seq')
      await leaveToMarts(tx, rows, place?.seq ?? null)
      await appendSums(
        tx,
        rows.map((row) => [row, sumsOfRow(row)] as const),
        -1,
      )
      return rows.length
    })
  },

  /** Keeps the sums, and what the marts have read: history stays when its texts go. */
  expireLogs: (arrivedBefore: number, limit: number): Promise<number> =>
    sql.transaction(async (tx) => {
      const rows = await remove(tx, new Conditions().add('received_ms < ?', arrivedBefore), limit)
      const [horizon] = await tx.query<{ seq: number }>('select through_seq as seq from metrics_position')
      await leaveToMarts(
        tx,
        rows.filter(({ seq }) => seq > (horizon?.seq ?? 0)),
        null,
      )
      return rows.length
    }),
})
