import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Issue } from '../../core/log.ts'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { jsonOf, readAnswer } from './command.ts'

const pack = promisify(gzip)
/** Times a batch is sent again before the command gives up. */
const tries = 30
/** Times a connection that breaks is made. */
const connects = 4

export interface Sent {
  accepted: number
  duplicates: number
  /** By index in the batch, each with its reason in words. */
  rejected: { index: number; reason: string }[]
}

type Pause = (seconds: number) => Promise<unknown>
const sleep: Pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

const wordsOf = (issues: readonly Issue[]): string =>
  issues.map(({ path, message }) => `${path.replace(/^logs\.\d+\.?/, '')} ${message}`.trim()).join('; ')

/** When no log of a batch is good its issues come as one list, led by `logs.<index>`: told apart again in one pass. */
const rejectedOf = (count: number, issues: readonly Issue[]): Sent['rejected'] => {
  const byIndex = new Map<number, Issue[]>()
  for (const issue of issues) {
    const index = Number(/^logs\.(\d+)/.exec(issue.path)?.[1] ?? 0)
    byIndex.set(index, [...(byIndex.get(index) ?? []), issue])
  }
  return Array.from({ length: count }, (_, index) => ({ index, reason: wordsOf(byIndex.get(index) ?? []) || 'is no log' }))
}

const shifted = ({ accepted, duplicates, rejected }: Sent, by: number): Sent => ({
  accepted,
  duplicates,
  rejected: rejected.map(({ index, reason }) => ({ index: index + by, reason })),
})

const added = (a: Sent, b: Sent): Sent => ({
  accepted: a.accepted + b.accepted,
  duplicates: a.duplicates + b.duplicates,
  rejected: [...a.rejected, ...b.rejected],
})

/** A batch the server finds too large goes in halves; one log alone that is too large is rejected. */
const halves = async (connection: Connection, logs: readonly string[], pause: Pause): Promise<Sent> => {
  if (logs.length === 1) return { accepted: 0, duplicates: 0, rejected: [{ index: 0, reason: 'is larger than 32 MiB' }] }
  const middle = Math.ceil(logs.length / 2)
  const first = await send(connection, logs.slice(0, middle), pause)
  return added(first, shifted(await send(connection, logs.slice(middle), pause), middle))
}

interface Answer {
  accepted: number
  duplicates: number
  rejected: { index: number; issues: Issue[] }[]
}

/** Answers of a server or a proxy before it that may be another a moment later. */
const passing = new Set([429, 502, 503, 504])

/** Asks once and again when the connection breaks: what came through all the same is not stored twice, its ids are the same. */
const post = async ({ fetch }: Connection, body: Uint8Array<ArrayBuffer>, pause: Pause) => {
  for (let attempt = 1; ; attempt++)
    try {
      const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
      const response = await fetch('/api/metrics/ingest', { method: 'POST', headers, body })
      return { status: response.status, retryAfter: Number(response.headers.get('retry-after') ?? 1) || 1, text: await response.text() }
    } catch (error) {
      if (attempt === connects) throw error instanceof StartError ? error : new StartError('the connection broke', { cause: error })
      await pause(2 ** (attempt - 1))
    }
}

/** Sends logs, each as its JSON text, and waits as long as the server asks. What cannot be sent at all ends with a `StartError`. */
export const send = async (connection: Connection, logs: readonly string[], pause: Pause = sleep): Promise<Sent> => {
  const body = new Uint8Array(await pack(`[${logs.join(',')}]`, { level: 1 }))
  for (let attempt = 1; ; attempt++) {
    const { status, retryAfter, text } = await post(connection, body, pause)
    if (passing.has(status) && attempt < tries) {
      await pause(retryAfter)
      continue
    }
    if (status === 413) return halves(connection, logs, pause)
    if (status === 422) {
      const { error } = jsonOf(status, text) as { error?: { issues?: Issue[] } }
      return { accepted: 0, duplicates: 0, rejected: rejectedOf(logs.length, error?.issues ?? []) }
    }
    const { accepted, duplicates, rejected } = readAnswer<Answer>(status, text)
    return { accepted, duplicates, rejected: rejected.map(({ index, issues }) => ({ index, reason: wordsOf(issues) })) }
  }
}
