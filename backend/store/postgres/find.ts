import type { LogHead, LogQuery, Page } from '../../core/ports.ts'
import type { Queries } from './sql.ts'
import { cursorOf, newest, pageOf, type Stored } from './timeOrder.ts'

/** Texts looked at for one page, and the bytes of their bodies. */
const mostTexts = 2_000
const mostBytes = 32 * 1024 * 1024
/** Of one statement, so that others get their turn. */
const textsAtOnce = 500
const bytesAtOnce = 8 * 1024 * 1024

/** Collations that know the cases of every alphabet, the faster first; without one it is the database's own that says. */
const collationQuery = `
  select collname as name from pg_collation
  where collname in ('pg_c_utf8', 'und-x-icu') and collencoding in (-1, (select encoding from pg_database where datname = current_database()))
  order by collname limit 1`

/** What a log says, decoded: a line break or a quote is found as what it is, and no name of a field is. */
const said = `concat_ws(E'\\n', log ->> 'prompt', log ->> 'response', log ->> 'reasoning', (
  select string_agg(
    case json_typeof(message -> 'content')
      when 'string' then message ->> 'content'
      when 'array' then (select string_agg(part ->> 'text', E'\\n') from json_array_elements(message -> 'content') as parts(part))
    end, E'\\n')
  from json_array_elements(case json_typeof(log -> 'messages') when 'array' then log -> 'messages' end) as messages(message)
))`

/** The same letters whatever their case: as the collation has it, because JavaScript and the database need not agree. */
const folded = (text: string, collation: string | undefined): string => `lower(${text}${collation ? ` collate "${collation}"` : ''})`

const matching = async (sql: Queries, rows: readonly Stored[], q: string, collation: string | undefined): Promise<Set<number>> => {
  const found = await sql.query<{ seq: number }>(
    `select seq from log_bodies, lateral (select body::json -> 'log' as log offset 0) as parsed
    where seq = any($1::bigint[]) and strpos(${folded(said, collation)}, ${folded('$2::text', collation)}) > 0`,
    [rows.map((row) => row.seq), q],
  )
  return new Set(found.map((row) => Number(row.seq)))
}

/** Rows in pieces whose bodies are bounded together; a body beyond the bound is a piece alone. */
const inPieces = (rows: readonly Stored[]): { rows: Stored[]; bytes: number }[] => {
  const pieces: { rows: Stored[]; bytes: number }[] = []
  for (const row of rows) {
    const piece = pieces.at(-1)
    if (piece === undefined || piece.bytes + row.body_bytes > bytesAtOnce) pieces.push({ rows: [row], bytes: row.body_bytes })
    else {
      piece.rows.push(row)
      piece.bytes += row.body_bytes
    }
  }
  return pieces
}

/** Finds a text in prompts, messages, answers and reasoning: from the newest over a bounded number of texts and bytes; what is left is behind the cursor. */
export const createFind = (sql: Queries) => {
  let asked: Promise<string | undefined> | null = null
  const collationOf = (): Promise<string | undefined> => {
    asked ??= sql.query<{ name: string }>(collationQuery).then(([row]) => row?.name)
    asked.catch(() => {
      asked = null
    })
    return asked
  }

  return async (query: LogQuery, q: string): Promise<Page<LogHead>> => {
    const collation = await collationOf()
    const found: Stored[] = []
    let last: Stored | undefined
    let bytes = 0
    for (let looked = 0; looked < mostTexts; looked += textsAtOnce) {
      const rows = await newest(sql, last === undefined ? query : { ...query, cursor: cursorOf(last) }, textsAtOnce)
      for (const piece of inPieces(rows)) {
        bytes += piece.bytes
        if (bytes > mostBytes && last !== undefined) return pageOf(found, last)
        const hits = await matching(sql, piece.rows, q, collation)
        for (const row of piece.rows) {
          last = row
          if (!hits.has(row.seq)) continue
          found.push(row)
          if (found.length === query.limit) return pageOf(found, row)
        }
      }
      if (rows.length < textsAtOnce) return pageOf(found, undefined)
    }
    return pageOf(found, last)
  }
}
