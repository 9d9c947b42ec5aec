import { parentPort, workerData } from 'node:worker_threads'
import { monotonicFactory } from 'ulid'
import type { Intake } from '../core/ports.ts'
import { intake } from '../flows/intake.ts'
import { createStaticEmbedder } from '../measure/embed/static.ts'
import type { Tools } from '../measure/index.ts'
import { createMeanings } from '../measure/waste/meanings.ts'
import { readTable } from './embedder.ts'

/** Ids of the same millisecond count up, which spares a draw of randomness for each log. */
const newId = monotonicFactory()

/** What the pool was made with, and what cannot be handed to a thread. */
const table = readTable()
const tools: Tools = { ...(workerData as Tools | null), meanings: createMeanings(table), embedder: createStaticEmbedder(table) }

/** A task of the pool: the texts of bodies → read and measured. */
export default (bodies: readonly { text: string; ndjson: boolean; receivedAt: number }[]): Intake[] =>
  bodies.map((body) => intake({ ...body, newId: () => newId(body.receivedAt) }, tools))

parentPort?.postMessage({ loaded: true })
