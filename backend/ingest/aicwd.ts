import type { FileRecord, Format } from './format.ts'
import { createIdentity } from './identity.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Our own shape, as it is sent or as it was exported (`{ log, measurement }`). */
const unwrap = (value: unknown): unknown => (isObject(value) && isObject(value.log) && 'measurement' in value ? value.log : value)

/** A log without an id gets one of its content, so that reading the file again adds none. */
export async function* identified(records: AsyncIterable<FileRecord>, format: string): AsyncIterable<FileRecord> {
  const idOf = createIdentity(format)
  for await (const record of records) {
    if ('problem' in record || !isObject(record.value) || (record.value.id ?? null) !== null) yield record
    else yield { line: record.line, value: { ...record.value, id: await idOf(record.value) } }
  }
}

async function* unwrapped(records: AsyncIterable<FileRecord>): AsyncIterable<FileRecord> {
  for await (const record of records) yield 'problem' in record ? record : { line: record.line, value: unwrap(record.value) }
}

export const aicwd: Format = {
  id: 'aicwd',
  detect: (beginning) => {
    const record = firstRecord(beginning)
    return record !== null && ('model' in record || ('log' in record && 'measurement' in record))
  },
  read: (chunks) => identified(unwrapped(jsonRecords(chunks)), 'aicwd'),
}
