import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import type { Issue } from '../core/log.ts'

export interface Fault {
  status: ContentfulStatusCode
  code: string
  message: string
  issues?: Issue[]
  /** Seconds. */
  retryAfter?: number
}

/** Answers with the one shape of every error. */
export const fail = (c: Context, { status, code, message, issues, retryAfter }: Fault): Response => {
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  return c.json({ error: { code, message, ...(issues && { issues }) } }, status)
}

export const notFound = (what: string): Fault => ({ status: 404, code: 'not-found', message: `there is no ${what}` })

export const busy: Fault = { status: 429, code: 'busy', message: 'too much is waiting already: send this again', retryAfter: 1 }

/** The reason stays in the server's log: it may name hosts. */
export const unavailable: Fault = {
  status: 503,
  code: 'unavailable',
  message: 'the database cannot be used now: send this again, with an id so that it is stored once',
  retryAfter: 5,
}

/** What zod says of a field that is not there, in fewer words. */
const absent = / received undefined$/

export const issuesOf = (error: z.ZodError): Issue[] =>
  error.issues.map(({ path, message }) => ({ path: path.join('.'), message: absent.test(message) ? 'is required' : message }))

export const wrongShape = (issues: Issue[], message = 'the request has the wrong shape'): Fault => ({
  status: 422,
  code: 'invalid',
  message: issues[0] === undefined ? message : `${message}: ${issues[0].path ? `${issues[0].path}: ` : ''}${issues[0].message}`,
  issues,
})
