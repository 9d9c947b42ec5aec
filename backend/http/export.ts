import { Hono } from 'hono'
import { z } from 'zod'
import type { MeasuredLog } from '../core/measurement.ts'
import type { LogFilter, LogStore } from '../core/ports.ts'
import { need } from './auth.ts'
import { csvHeader, csvRow } from './csv.ts'
import type { Env } from './deps.ts'
import { fail } from './errors.ts'
import { filterShape, rangeShape, readQuery } from './query.ts'

const pageSize = 200

const out = ({ log, measurement }: MeasuredLog) => ({ log: { ...log, timestamp: new Date(log.timestamp).toISOString() }, measurement })

/** How a format writes a stream of logs; `before` is written between two. */
const formats = {
  json: { type: 'application/json', open: '[', one: (log: MeasuredLog) => JSON.stringify(out(log)), before: ',\n', close: ']\n' },
  ndjson: { type: 'application/x-ndjson', open: '', one: (log: MeasuredLog) => `${JSON.stringify(out(log))}\n`, before: '', close: '' },
  csv: { type: 'text/csv; charset=utf-8', open: csvHeader, one: csvRow, before: '', close: '' },
}

const exportQuery = z.object({ format: z.enum(['json', 'csv', 'ndjson']).default('json'), ...rangeShape, ...filterShape })

/** Reads a page only when the reader has taken the one before: memory is one page, however long the export. */
const pages = (
  store: LogStore,
  filter: LogFilter,
  format: (typeof formats)[keyof typeof formats],
  first: Awaited<ReturnType<LogStore['fullLogs']>>,
) => {
  const encoder = new TextEncoder()
  let page = first
  let started = false
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = started ? '' : format.open
      for (const log of page.items) {
        text += (started ? format.before : '') + format.one(log)
        started = true
      }
      started = true
      const done = page.nextCursor === null
      if (!done) page = await store.fullLogs(filter, page.nextCursor, pageSize)
      controller.enqueue(encoder.encode(done ? text + format.close : text))
      if (done) controller.close()
    },
  })
}

export const exports = new Hono<Env>().get('/api/export', need('read'), async (c) => {
  const read = readQuery(c, exportQuery)
  if (!read.ok) return fail(c, read.fault)
  const { format, ...filter } = read.query
  const { logs } = c.var.deps
  const first = await logs.fullLogs(filter, null, pageSize) // before the headers go out, so that a fault is still an answer
  c.header('Content-Type', formats[format].type)
  c.header('Content-Disposition', `attachment; filename="aicwd-logs.${format}"`)
  return c.body(pages(logs, filter, formats[format], first))
})
