import { ulid } from 'ulid'
import type { Intake } from '../core/ports.ts'
import { intake } from '../flows/intake.ts'

/** A task of the pool: the text of a body → read and measured. */
export default (body: { text: string; ndjson: boolean; receivedAt: number }): Intake =>
  intake({ ...body, newId: () => ulid(body.receivedAt) })
