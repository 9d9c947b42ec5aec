import { parse } from 'csv-parse'
import type { FileRecord, Format } from './format.ts'

const numbers = new Set([
  'latencyMs',
  'timeToFirstTokenMs',
  'costUsd',
  'latency',
  'tokens',
  'usage.promptTokens',
  'usage.completionTokens',
  'usage.cachedTokens',
  'usage.cacheWriteTokens',
  'usage.reasoningTokens',
  'usage.totalTokens',
])
const json = new Set(['messages', 'tags'])

/** A cell as the value of its column; a number or JSON that is none stays text, which the reader then names. */
const cellValue = (column: string, cell: string): unknown => {
  if (numbers.has(column) && cell.trim() !== '' && Number.isFinite(Number(cell))) return Number(cell)
  if (column === 'timestamp' && /^\d+$/.test(cell)) return Number(cell)
  if (json.has(column)) {
    try {
      return JSON.parse(cell)
    } catch {
      return cell
    }
  }
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell // an export led it with an apostrophe
}

/** Columns are fields of a log, inner ones with a dot (`usage.promptTokens`, `tags.tenant`); an empty cell is an absent field. */
const toLog = (row: Record<string, string>): unknown => {
  const log: Record<string, unknown> = {}
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '') continue
    const [outer = '', inner] = column.split(/\.(.*)/s)
    if (inner === undefined) log[outer] = cellValue(column, cell)
    else if (outer === 'usage' || outer === 'error' || outer === 'tags') {
      const object = (log[outer] ?? {}) as Record<string, unknown>
      object[inner] = cellValue(column, cell)
      log[outer] = object
    }
  }
  return log
}

export const csv: Format = {
  id: 'csv',
  detect: (beginning) => {
    const header = (beginning.replace(/^\uFEFF/, '').split('\n')[0] ?? '').split(',').map((name) => name.trim().replaceAll('"', ''))
    return header.includes('model') && header.includes('response')
  },
  async *read(chunks): AsyncIterable<FileRecord> {
    const parser = parse({
      columns: true,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 32 * 1024 * 1024,
    })
    const feed = async () => {
      for await (const chunk of chunks) if (!parser.write(chunk)) await new Promise((done) => parser.once('drain', done))
      parser.end()
    }
    feed().catch((error: Error) => parser.destroy(error))
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>)
        yield { line: info.lines, value: toLog(record) }
    } catch (error) {
      yield { line: (error as { lines?: number }).lines ?? 0, problem: `is not CSV: ${(error as Error).message}` }
    }
  },
}
