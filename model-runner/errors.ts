import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'

/** What went wrong, in the words of OpenAI's API, which are also those of AICWD's own. */
export interface Fault {
  status: ContentfulStatusCode
  code: string
  message: string
  /** The field that is to blame. */
  param?: string
  issues?: { path: string; message: string }[]
  /** Seconds. */
  retryAfter?: number
}

const typeOf = (status: number): string => {
  if (status === 401 || status === 403) return 'authentication_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

export const errorBody = ({ status, code, message, param, issues }: Fault) => ({
  error: { message, type: typeOf(status), param: param ?? null, code, ...(issues && { issues }) },
})

export const fail = (c: Context, fault: Fault): Response => {
  if (fault.retryAfter !== undefined) c.header('Retry-After', String(fault.retryAfter))
  return c.json(errorBody(fault), fault.status)
}

const told = 10

/** A body of the wrong shape. OpenAI says 400 where AICWD's own API says 422. */
export const wrongShape = (error: z.ZodError, status: 400 | 422): Fault => {
  const issues = error.issues.slice(0, told).map(({ path, message }) => ({ path: path.join('.'), message }))
  const [first] = issues
  return {
    status,
    code: 'invalid',
    message: first?.path ? `${first.path}: ${first.message}` : (first?.message ?? 'the request has the wrong shape'),
    param: first?.path,
    issues,
  }
}

export const tooLong = (tokens: number, limit: number): Fault => ({
  status: 400,
  code: 'context_length_exceeded',
  message: `the prompt has ${tokens} tokens and leaves no room for an answer: this model sees ${limit} together. Send a shorter one`,
})

export const refused = (why: string): Fault => ({
  status: 400,
  code: 'template_refused',
  message: `the chat template of this model does not take these messages: ${why}`,
  param: 'messages',
})

export const loading: Fault = { status: 503, code: 'loading', message: 'the model is being loaded: try again', retryAfter: 2 }
export const stopping: Fault = { status: 503, code: 'stopping', message: 'this runner is stopping: ask another', retryAfter: 5 }
export const broken: Fault = { status: 503, code: 'model_failed', message: 'the model could not be loaded: see the log of this runner' }
export const full = (retryAfter: number): Fault => ({
  status: 503,
  code: 'queue_full',
  message: `the queue is full: try again in ${retryAfter} s`,
  retryAfter,
})
/** The reason stays in the log. */
export const failed: Fault = { status: 500, code: 'failed', message: 'the answer failed: see the log of this runner' }
