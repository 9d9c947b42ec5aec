import type { Answer, Fault } from './wire.ts'

export type Query = Record<string, string | number | undefined>

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

/** The address of a call; what is undefined or empty is left out of its query. */
export const urlOf = (base: string, path: string, query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  return given.length === 0 ? base + path : `${base}${path}?${new URLSearchParams(given)}`
}

const noAnswer = (base: string): Fault => ({
  status: 0,
  code: 'no-answer',
  message: `the server does not answer${base === '' ? '' : ` at ${base}`}: is it running?`,
  retryAfter: null,
})

/** The fault in an answer that is not 2xx, also when it is not of our shape (a proxy's page). */
export const faultOf = async (response: Response): Promise<Fault> => {
  const retry = Number(response.headers.get('retry-after'))
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry : null
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    return { status: response.status, code: error.code, message: error.message, retryAfter }
  } catch {
    return { status: response.status, code: 'unknown', message: `the server answered ${response.status}`, retryAfter }
  }
}

export interface Server {
  /** '' for the origin of the page, else an address without a final slash. */
  base: string
  /** A key for a server on another origin; null: the cookie, or an open server. */
  key: string | null
}

export const headersOf = ({ key }: Server): Record<string, string> => ({
  'X-AICWD': '1',
  ...(key !== null && { Authorization: `Bearer ${key}` }),
})

/** Calls the API; every expected failure is a value. A call that was cut short by its own signal rejects with AbortError. */
export const call = async <T>(server: Server, path: string, { method = 'GET', query, body, signal }: Call = {}): Promise<Answer<T>> => {
  try {
    const response = await fetch(urlOf(server.base, path, query), {
      method,
      headers: { ...headersOf(server), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      credentials: server.base === '' ? 'same-origin' : 'omit',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    if (!response.ok) return { ok: false, fault: await faultOf(response) }
    return { ok: true, value: (response.status === 204 ? null : await response.json()) as T }
  } catch (error) {
    if (signal?.aborted) throw error
    return { ok: false, fault: noAnswer(server.base) }
  }
}
