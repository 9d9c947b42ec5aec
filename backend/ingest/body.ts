import type { Issue } from '../core/log.ts'
import type { ReadItem } from '../core/ports.ts'
import { readLog } from './native.ts'

const mostLogs = 10_000

interface Context {
  ndjson: boolean
  /** Epoch milliseconds. */
  receivedAt: number
  newId: () => string
}

export type ReadBody =
  | { status: 'read'; items: ReadItem[] }
  | { status: 'not-json'; message: string }
  | { status: 'wrong-shape'; issues: Issue[] }
  | { status: 'too-many' }

const parse = (text: string): { ok: true; value: unknown } | { ok: false; message: string } => {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    // The engine's message repeats a piece of the text; where it broke is enough.
    const at = /position (\d+)/.exec((error as Error).message)?.[1]
    return { ok: false, message: `is not JSON${at === undefined ? '' : ` at character ${at}`}` }
  }
}

const readLines = (text: string, context: Context): ReadBody => {
  const items: ReadItem[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    if (items.length === mostLogs) return { status: 'too-many' }
    const parsed = parse(line)
    items.push(parsed.ok ? readLog(parsed.value, context) : { ok: false, issues: [{ path: '', message: parsed.message }] })
  }
  return items.length === 0 ? empty : { status: 'read', items }
}

const empty: ReadBody = { status: 'wrong-shape', issues: [{ path: '', message: 'there is no log in it' }] }

/** One log, an array, `{ "logs": [...] }`, or NDJSON: item by item, so that one bad log takes no other with it. */
export const readBody = (sent: string, context: Context): ReadBody => {
  const text = sent.startsWith('\uFEFF') ? sent.slice(1) : sent
  if (context.ndjson) return readLines(text, context)
  const parsed = parse(text)
  if (!parsed.ok) return { status: 'not-json', message: `the body ${parsed.message}` }
  const { value } = parsed
  if (typeof value !== 'object' || value === null)
    return { status: 'wrong-shape', issues: [{ path: '', message: 'send a log, an array of logs or { "logs": [...] }' }] }
  const list = Array.isArray(value) ? value : 'logs' in value ? value.logs : [value]
  if (!Array.isArray(list)) return { status: 'wrong-shape', issues: [{ path: 'logs', message: 'is not an array' }] }
  if (list.length === 0) return empty
  if (list.length > mostLogs) return { status: 'too-many' }
  return { status: 'read', items: list.map((item) => readLog(item, context)) }
}
