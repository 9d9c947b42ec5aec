import type { Format } from './format.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

/** Our own shape, as it is sent or as it was exported (`{ log, measurement }`). */
const unwrap = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'log' in value && 'measurement' in value ? value.log : value

export const aicwd: Format = {
  id: 'aicwd',
  detect: (beginning) => {
    const record = firstRecord(beginning)
    return record !== null && ('model' in record || ('log' in record && 'measurement' in record))
  },
  async *read(chunks) {
    for await (const record of jsonRecords(chunks)) yield 'problem' in record ? record : { ...record, value: unwrap(record.value) }
  },
}
