import type { Deletion, DeletionFilter, DeletionStore } from '../../core/deletion.ts'
import type { Sql } from './sql.ts'

interface Row {
  deletion_id: string
  session_id: string | null
  user_id: string | null
  before_ms: number | null
  status: Deletion['status']
  started_ms: number
  deleted: number
}

/** The filter of a row as it was asked. */
export const filterOf = ({ session_id, user_id, before_ms }: Pick<Row, 'session_id' | 'user_id' | 'before_ms'>): DeletionFilter => ({
  ...(session_id !== null && { sessionId: session_id }),
  ...(user_id !== null && { userId: user_id }),
  ...(before_ms !== null && { before: before_ms }),
})

const toDeletion = (row: Row): Deletion => ({
  id: row.deletion_id,
  filter: filterOf(row),
  status: row.status,
  startedAt: row.started_ms,
  deleted: row.deleted,
})

export const createDeletionStore = (sql: Sql): DeletionStore => ({
  begin: async ({ id, filter, status, startedAt, deleted }) => {
    await sql.query(
      `insert into deletions (deletion_id, session_id, user_id, before_ms, status, started_ms, touched_ms, deleted)
      values ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [id, filter.sessionId ?? null, filter.userId ?? null, filter.before ?? null, status, startedAt, deleted],
    )
  },
  step: async (id, deleted, now) => {
    await sql.query('update deletions set deleted = deleted + $2, touched_ms = $3 where deletion_id = $1', [id, deleted, now])
  },
  end: (id, status, at) =>
    sql.transaction(async (tx) => {
      const [last] =
        status === 'done'
          ? await tx.query<{ place: number }>('update log_position set last_seq = last_seq + 1 returning last_seq as place')
          : []
      await tx.query('update deletions set status = $2, gone_ms = $3, place = $4 where deletion_id = $1', [
        id,
        status,
        at,
        last?.place ?? null,
      ])
    }),
  takeUp: async (silentSince, now) =>
    (
      await sql.query<Row>(
        `update deletions set status = 'running', touched_ms = $2
        where status = 'stopped' or (status = 'running' and touched_ms < $1) returning *`,
        [silentSince, now],
      )
    ).map(toDeletion),
  list: async (limit) =>
    (await sql.query<Row>('select * from deletions order by started_ms desc, deletion_id desc limit $1', [limit])).map(toDeletion),
})
