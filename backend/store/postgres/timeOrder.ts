import type { LogHead, LogQuery, Page } from '../../core/ports.ts'
import { type Conditions, headConditions } from './conditions.ts'
import { type HeadRow, headColumns, toHead } from './heads.ts'
import type { Queries } from './sql.ts'

/** A head with its place in commit order and the UTF-8 bytes of its body. */
export type Stored = HeadRow & { seq: number; body_bytes: number }

export const columns = ['seq', 'body_bytes', ...headColumns].join(', ')

export const badCursor = () => new RangeError('bad cursor')

/** A place in time order: `occurred_ms.seq`. */
export const placeOf = (cursor: string): [number, number] => {
  const [, time, seq] = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []
  if (time === undefined || seq === undefined) throw badCursor()
  return [Number(time), Number(seq)]
}

export const cursorOf = ({ occurred_ms, seq }: Pick<Stored, 'occurred_ms' | 'seq'>): string => `${occurred_ms}.${seq}`

const listConditions = ({ status, minWaste, sessionId, cursor, ...filter }: LogQuery): Conditions => {
  const conditions = headConditions(filter)
    .add('status = ?', status)
    .add('scored and output + reasoning >= ?::float8 * greatest(output - wasted + reasoning - wasted_reasoning, 1)', minWaste)
    .add('session_id = ?', sessionId)
  if (minWaste !== undefined && minWaste > 1) conditions.add('wasted + wasted_reasoning > 0') // follows, and lets the index of wasting logs be used
  return cursor === undefined ? conditions : conditions.add('(occurred_ms, seq) < (?::bigint, ?::bigint)', ...placeOf(cursor))
}

export const newest = (sql: Queries, query: LogQuery, limit: number): Promise<Stored[]> => {
  const conditions = listConditions(query)
  return sql.query<Stored>(
    `select ${columns} from logs where ${conditions.where} order by occurred_ms desc, seq desc limit ${conditions.bind(limit)}`,
    conditions.params,
  )
}

/** A page of heads; `next` is the row after which more may follow. */
export const pageOf = (rows: readonly Stored[], next: Stored | undefined): Page<LogHead> => ({
  items: rows.map(toHead),
  nextCursor: next === undefined ? null : cursorOf(next),
})
