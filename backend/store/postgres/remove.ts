import type { DeletionFilter } from '../../core/deletion.ts'
import { Conditions } from './conditions.ts'
import { type HeadRow, headColumns, headTypes } from './heads.ts'
import type { Queries, Sql } from './sql.ts'
import { appendSums, hourMs } from './sums.ts'

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

/** Hours of a route and model of which no answer is left: their vectors go too, and what came of them by itself. What goes in part stays in the sums. */
const forgetVectors = async (tx: Queries, rows: readonly Removed[]): Promise<void> => {
  const gone = rows.map(({ seq, occurred_ms, route, model }) => ({
    seq,
    hour_ms: Math.floor(occurred_ms / hourMs) * hourMs,
    route: route ?? '',
    model,
  }))
  await tx.query(
    `with given as (select * from json_to_recordset($1::json) as given (seq bigint, hour_ms bigint, route text, model text)),
    empty as (
      select * from (select distinct hour_ms, route, model from given) as hours where not exists (
        select from logs where logs.model = hours.model and occurred_ms >= hours.hour_ms and occurred_ms < hours.hour_ms + ${hourMs}
          and coalesce(logs.route, '') = hours.route and source = 'production' and scored
      )
    ),
    noted as (delete from first_logs using given where (first_logs.route, first_logs.seq) = (given.route, given.seq))
    delete from drift_sums using empty
    where (drift_sums.hour_ms, drift_sums.route, drift_sums.model) = (empty.hour_ms, empty.route, empty.model)`,
    [JSON.stringify(gone)],
  )
  await tx.query(
    `delete from baselines where state <> 'set' and route in (select json_array_elements_text($1::json))
      and not exists (select from drift_sums where drift_sums.route = baselines.route)`,
    [JSON.stringify([...new Set(gone.map(({ route }) => route))])],
  )
}

/** `renew`: makes who writes the sums of vectors forget what it has added up, within the transaction that takes some of it away. */
export const createRemovals = (sql: Sql, renew: () => void = () => {}) => ({
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
      await appendSums(tx, rows, -1)
      await forgetVectors(tx, rows)
      renew()
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
