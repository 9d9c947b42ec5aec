import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import type { Backend } from '../worker.ts'
import { answerOf, readAnswer } from './command.ts'

const tries = 6
/** Answers that may be others a moment later. */
const passing = new Set([429, 502, 503, 504])

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** The host of an ETL worker over HTTP. Asks again while it is busy or away for a moment: whatever is asked twice is done once. */
export const createBackend = ({ fetch }: Pick<Connection, 'fetch'>, signal: AbortSignal): Backend => {
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(path, init).catch((error: unknown) => {
        if (attempt === tries || !(error instanceof StartError)) throw error
        return null
      })
      if (response !== null && (!passing.has(response.status) || attempt === tries)) return response
      await response?.body?.cancel()
      await pause(2 ** attempt * 250, undefined, { signal })
    }
  }

  return {
    claim: async (wish) => {
      const response = await ask('/api/dbt/claim', post(wish))
      if (response.status === 409) {
        await response.body?.cancel()
        return 'busy'
      }
      const { runId, owner } = await answerOf<{ runId: string | null; owner?: string }>(response)
      return runId === null || owner === undefined ? 'idle' : { runId, owner }
    },
    renew: async (lease) => {
      const response = await ask('/api/dbt/claim', post(lease))
      await response.body?.cancel()
      return response.status !== 409
    },
    page: async (table, cursor) => {
      const query = new URLSearchParams({ table, ...(cursor !== null && { cursor }) })
      const response = await ask(`/api/dbt/export?${query}`)
      const text = await response.text()
      if (!response.ok) readAnswer(response.status, text)
      const next = response.headers.get('x-aicwd-next-cursor')
      return { text, nextCursor: next === null ? null : decodeURIComponent(next) }
    },
    give: async (lease, body) => {
      await answerOf(await ask('/api/dbt/import', post({ ...lease, ...body })))
    },
  }
}
