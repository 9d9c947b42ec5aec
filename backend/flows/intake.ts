import type { Intake } from '../core/ports.ts'
import { readBody } from '../ingest/body.ts'
import { measureLog, type Tools } from '../measure/index.ts'

/** Reads and measures the text of a body: all the work of the main path that only needs a processor. */
export const intake = (body: { text: string; ndjson: boolean; receivedAt: number; newId: () => string }, tools: Tools = {}): Intake => {
  const read = readBody(body.text, body)
  if (read.status !== 'read') return read
  return {
    status: 'read',
    items: read.items.map((item) => {
      if (!item.ok) return item
      const entry = measureLog(item.log, tools)
      if (item.repaired) entry.measurement.flags.push('text-repaired')
      return { ok: true, entry }
    }),
  }
}
