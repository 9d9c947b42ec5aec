import type { MeasuredLog } from '../../core/measurement.ts'
import type { Change, LogFilter, LogHead, LogQuery, Page, PromptWaste } from '../../core/ports.ts'
import { headConditions } from './conditions.ts'
import { createFind } from './find.ts'
import { toHead } from './heads.ts'
import type { Queries } from './sql.ts'
import { badCursor, columns, cursorOf, newest, pageOf, placeOf, type Stored } from './timeOrder.ts'

/** Bytes of the bodies of one page of whole logs, but for a log that has more alone. */
const pageBytes = 8 * 1024 * 1024

/** A place in commit order. */
export const seqOf = (cursor: string): number => {
  if (!/^\d{1,16}$/.test(cursor)) throw badCursor()
  return Number(cursor)
}

const topPrompts = `
  with wasting as (
    select prompt_hash, sum(wasted_nano) as nano, sum(wasted + wasted_reasoning) as tokens
    from logs where WHERE and wasted + wasted_reasoning > 0
    group by prompt_hash order by nano desc nulls last, tokens desc limit LIMIT
  )
  select
    min(preview) as preview, count(*)::int as count,
    sum(input + cached + cache_write + output + reasoning)::float8 as tokens,
    sum(wasted + wasted_reasoning)::float8 as wasted_tokens,
    sum(wasted_nano)::float8 / 1e9 as wasted_usd,
    sum(case when scored then output + reasoning else 0 end)::float8 as spent,
    sum(case when scored then output - wasted + reasoning - wasted_reasoning else 0 end)::float8 as useful,
    (array_agg(id order by wasted + wasted_reasoning desc, seq desc))[1] as example_id
  from logs join wasting using (prompt_hash)
  where WHERE
  group by prompt_hash
  order by sum(wasted_nano) desc nulls last, sum(wasted + wasted_reasoning) desc`

interface PromptRow {
  preview: string
  count: number
  tokens: number
  wasted_tokens: number
  wasted_usd: number | null
  spent: number
  useful: number
  example_id: string
}

const createList = (sql: Queries) => {
  const find = createFind(sql)
  return async (query: LogQuery): Promise<Page<LogHead>> => {
    if (query.q !== undefined && query.q !== '') return find(query, query.q)
    const rows = await newest(sql, query, query.limit + 1)
    return pageOf(rows.slice(0, query.limit), rows.length > query.limit ? rows[query.limit - 1] : undefined)
  }
}

export const createReads = (sql: Queries) => ({
  logs: createList(sql),

  log: async (id: string): Promise<MeasuredLog | null> => {
    const [row] = await sql.query<{ body: string }>('select body from logs join log_bodies using (seq) where id = $1', [id])
    return row === undefined ? null : (JSON.parse(row.body) as MeasuredLog)
  },

  changes: async (cursor: string | null, limit: number): Promise<Page<Change>> => {
    const rows = await sql.query<Stored>(`select ${columns} from logs where seq > $1 order by seq limit $2`, [
      cursor === null ? 0 : seqOf(cursor),
      limit,
    ])
    const items = rows.map((row) => ({ cursor: String(row.seq), head: toHead(row) }))
    return { items, nextCursor: items.at(-1)?.cursor ?? cursor }
  },

  position: async (cursor?: string) => {
    const after = cursor === undefined ? null : seqOf(cursor)
    const [row] = await sql.query<{ seq: number | null; received_ms: number | null; last_seq: number; behind: number }>(
      `select newest.seq, newest.received_ms, last_seq, (select count(*)::int from (select from logs where seq > $1 limit 100000) as later) as behind
      from log_position left join lateral (select seq, received_ms from logs order by seq desc limit 1) as newest on true`,
      [after],
    )
    if (after !== null && after > Number(row?.last_seq ?? 0)) throw badCursor()
    return {
      cursor: row?.seq == null ? null : String(row.seq),
      behind: after === null ? 0 : (row?.behind ?? 0),
      newestArrival: row?.received_ms ?? null,
    }
  },

  topPrompts: async (filter: LogFilter, limit: number): Promise<PromptWaste[]> => {
    const conditions = headConditions(filter)
    const text = topPrompts.replaceAll('WHERE', conditions.where).replace('LIMIT', conditions.bind(limit))
    const rows = await sql.query<PromptRow>(text, conditions.params)
    return rows.map(({ wasted_tokens, wasted_usd, example_id, ...row }) => ({
      ...row,
      wastedTokens: wasted_tokens,
      wastedUsd: wasted_usd,
      exampleId: example_id,
    }))
  },

  exampleOf: async (filter: LogFilter): Promise<string | null> => {
    const conditions = headConditions(filter)
    const one = (more: string) =>
      sql.query<{ id: string }>(
        `select id from logs where ${conditions.where} ${more} order by occurred_ms desc, seq desc limit 1`,
        conditions.params,
      )
    const [row] = await one('and wasted + wasted_reasoning > 0')
    return row?.id ?? (await one(''))[0]?.id ?? null
  },

  fullLogs: async (filter: LogFilter, cursor: string | null, limit: number): Promise<Page<MeasuredLog>> => {
    const conditions = headConditions(filter)
    if (cursor !== null) conditions.add('(occurred_ms, seq) > (?::bigint, ?::bigint)', ...placeOf(cursor))
    const rows = await sql.query<Stored & { body: string; picked: number }>(
      `select seq, occurred_ms, body, picked from (
        select seq, occurred_ms, body_bytes, sum(body_bytes) over (order by occurred_ms, seq) as bytes, (count(*) over ())::int as picked
        from (select seq, occurred_ms, body_bytes from logs where ${conditions.where} order by occurred_ms, seq limit ${conditions.bind(limit)}) as listed
      ) as page join log_bodies using (seq)
      where bytes <= ${pageBytes} or bytes = body_bytes
      order by occurred_ms, seq`,
      conditions.params,
    )
    const last = rows.at(-1)
    return {
      items: rows.map((row) => JSON.parse(row.body) as MeasuredLog),
      nextCursor: last === undefined || (rows.length === last.picked && last.picked < limit) ? null : cursorOf(last),
    }
  },
})
