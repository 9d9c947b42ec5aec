import type { MeasuredLog } from '../../core/measurement.ts'
import type { Change, LogFilter, LogHead, LogQuery, Page, PromptWaste } from '../../core/ports.ts'
import { type Conditions, headConditions } from './conditions.ts'
import { type HeadRow, headColumns, toHead } from './heads.ts'
import type { Queries } from './sql.ts'

type Stored = HeadRow & { seq: number }

const columns = ['seq', ...headColumns].join(', ')

/** Texts looked at for one page of a full-text find. */
const mostTexts = 2_000
const textsAtOnce = 500

const badCursor = () => new RangeError('bad cursor')

/** A place in time order: `occurred_ms.seq`. */
const placeOf = (cursor: string): [number, number] => {
  const [, time, seq] = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []
  if (time === undefined || seq === undefined) throw badCursor()
  return [Number(time), Number(seq)]
}

const cursorOf = ({ occurred_ms, seq }: Stored): string => `${occurred_ms}.${seq}`

/** A place in commit order. */
export const seqOf = (cursor: string): number => {
  if (!/^\d{1,16}$/.test(cursor)) throw badCursor()
  return Number(cursor)
}

const listConditions = ({ status, minWaste, sessionId, cursor, ...filter }: LogQuery): Conditions => {
  const conditions = headConditions(filter)
    .add('status = ?', status)
    .add('scored and output + reasoning >= ?::float8 * greatest(output - wasted + reasoning - wasted_reasoning, 1)', minWaste)
    .add('session_id = ?', sessionId)
  if (minWaste !== undefined && minWaste > 1) conditions.add('wasted + wasted_reasoning > 0') // follows, and lets the index of wasting logs be used
  return cursor === undefined ? conditions : conditions.add('(occurred_ms, seq) < (?::bigint, ?::bigint)', ...placeOf(cursor))
}

const newest = (sql: Queries, query: LogQuery, limit: number): Promise<Stored[]> => {
  const conditions = listConditions(query)
  return sql.query<Stored>(
    `select ${columns} from logs where ${conditions.where} order by occurred_ms desc, seq desc limit ${conditions.bind(limit)}`,
    conditions.params,
  )
}

const pageOf = (rows: Stored[], next: Stored | undefined): Page<LogHead> => ({
  items: rows.map(toHead),
  nextCursor: next === undefined ? null : cursorOf(next),
})

const matching = async (sql: Queries, rows: readonly Stored[], q: string): Promise<Set<number>> => {
  const found = await sql.query<{ seq: number }>(
    `select seq from log_bodies, lateral (select body::json -> 'log' as log) as parsed
    where seq = any($1::bigint[]) and strpos(lower(concat_ws(' ', log ->> 'prompt', log ->> 'messages', log ->> 'response', log ->> 'reasoning')), lower($2)) > 0`,
    [rows.map((row) => row.seq), q],
  )
  return new Set(found.map((row) => Number(row.seq)))
}

/** Walks from the newest over a bounded number of texts; what is left is behind the cursor. */
const find = async (sql: Queries, query: LogQuery, q: string): Promise<Page<LogHead>> => {
  const found: Stored[] = []
  let at = query.cursor
  for (let looked = 0; looked < mostTexts; looked += textsAtOnce) {
    const rows = await newest(sql, { ...query, ...(at !== undefined && { cursor: at }) }, textsAtOnce)
    const hits = await matching(sql, rows, q)
    for (const row of rows) {
      if (!hits.has(row.seq)) continue
      found.push(row)
      if (found.length === query.limit) return pageOf(found, row)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < textsAtOnce) return pageOf(found, undefined)
    at = cursorOf(last)
  }
  return { items: found.map(toHead), nextCursor: at ?? null }
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

export const createReads = (sql: Queries) => ({
  logs: async (query: LogQuery): Promise<Page<LogHead>> => {
    if (query.q !== undefined && query.q !== '') return find(sql, query, query.q)
    const rows = await newest(sql, query, query.limit + 1)
    return pageOf(rows.slice(0, query.limit), rows.length > query.limit ? rows[query.limit - 1] : undefined)
  },

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
    const rows = await sql.query<Stored & { body: string }>(
      `select seq, occurred_ms, body from (
        select seq, occurred_ms from logs where ${conditions.where} order by occurred_ms, seq limit ${conditions.bind(limit)}
      ) as page join log_bodies using (seq) order by occurred_ms, seq`,
      conditions.params,
    )
    const last = rows.at(-1)
    return {
      items: rows.map((row) => JSON.parse(row.body) as MeasuredLog),
      nextCursor: last === undefined || rows.length < limit ? null : cursorOf(last),
    }
  },
})
