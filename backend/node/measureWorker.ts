import { readFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { monotonicFactory } from 'ulid'
import type { Intake } from '../core/ports.ts'
import { intake } from '../flows/intake.ts'
import type { Tools } from '../measure/index.ts'
import { createMeanings } from '../measure/waste/meanings.ts'

/** Ids of the same millisecond count up, which spares a draw of randomness for each log. */
const newId = monotonicFactory()

/** What the pool was made with, and the table of words that the build lays beside this file. */
const tools: Tools = { ...(workerData as Tools | null), meanings: createMeanings(readFileSync(new URL('./minilm.bin', import.meta.url))) }

/** A task of the pool: the text of a body → read and measured. */
export default (body: { text: string; ndjson: boolean; receivedAt: number }): Intake =>
  intake({ ...body, newId: () => newId(body.receivedAt) }, tools)
