import { type Parser, parse } from 'csv-parse'
import { identified } from './aicwd.ts'
import type { FileRecord, Format } from './format.ts'
import { longestRecord } from './jsonRecords.ts'

const numbers = /^(?:latencyMs|timeToFirstTokenMs|costUsd|latency|tokens|usage\.(?!accounting).+)$/
const json = new Set(['messages', 'tags'])
/** Columns whose name has a dot and that are read; the others with one are measurements of an export, which are made anew. */
const nested = new Set(['usage', 'error', 'tags'])

const toJson = (cell: string): unknown => {
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}

/** A cell as the value of its column; a number or JSON that is none stays text, which the reader then names. */
const cellValue = (column: string, cell: string): unknown => {
  if (numbers.test(column) && cell.trim() !== '' && Number.isFinite(Number(cell))) return Number(cell)
  if (json.has(column)) return toJson(cell)
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell // an export leads such a text with an apostrophe, against spreadsheets
}

const isNothing = (column: string, row: Record<string, string>): boolean => {
  if (column === 'response') return row.status === 'error' // an answer may be empty
  if (column === 'prompt') return (row.messages ?? '') !== ''
  return true
}

/** Columns are fields of a log, inner ones with a dot (`usage.promptTokens`, `tags.tenant`); an empty cell is an absent field. */
const toLog = (row: Record<string, string>): Record<string, unknown> => {
  const log: Record<string, unknown> = {}
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '' && isNothing(column, row)) continue
    const [outer = '', inner] = column.split(/\.(.*)/s)
    if (inner === undefined) log[outer] = cellValue(column, cell)
    else if (nested.has(outer)) log[outer] = { ...(log[outer] as object | undefined), [inner]: cellValue(column, cell) }
  }
  return log
}

const feed = async (parser: Parser, chunks: AsyncIterable<string>): Promise<void> => {
  for await (const chunk of chunks) {
    if (parser.destroyed) return
    if (!parser.write(chunk)) await new Promise((done) => parser.once('drain', done).once('close', done))
  }
  parser.end()
}

/** Rows with the line each begins on. A row that is none is told and passed over. */
async function* rows(chunks: AsyncIterable<string>): AsyncIterable<FileRecord> {
  const skipped: FileRecord[] = []
  let end = 1 // line on which the row before ended; the parser tells no more
  const parser = parse({
    columns: true,
    bom: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    on_record: (row: Record<string, string>, { lines }): FileRecord => {
      const line = Math.min(end + 1, lines)
      end = lines
      return { line, value: toLog(row) }
    },
    on_skip: (error) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? end + 1)
      skipped.push({ line, problem: `is no row: ${(error?.message ?? '').replace(/ (?:on|at) line \d+.*$/, '')}` })
      end = Math.max(end, line)
    },
  })
  feed(parser, chunks).catch((error: Error) => parser.destroy(error))
  for await (const record of parser as AsyncIterable<FileRecord>) {
    yield* skipped.splice(0)
    yield record
  }
  yield* skipped
}

/** Our own shape as columns, as in the export. */
export const csv: Format = {
  id: 'csv',
  detect: (beginning) => {
    const header = (beginning.replace(/^\uFEFF/, '').split('\n')[0] ?? '').split(',').map((name) => name.trim().replaceAll('"', ''))
    return header.includes('model') && (header.includes('response') || header.includes('prompt'))
  },
  read: (chunks) => identified(rows(chunks), 'csv'),
}
