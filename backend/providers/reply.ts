import { z } from 'zod'
import type { Usage } from '../core/log.ts'
import type { ChatReply } from '../core/provider.ts'
import { TooBig } from './bounded.ts'
import { isDaily, limitsOf, retryAfterOf, waitInWords } from './limits.ts'

const count = z.number().int().min(0).max(1_000_000_000).nullish().catch(null)
const details = z.looseObject({ cached_tokens: count, reasoning_tokens: count }).nullish().catch(null)
const text = z.string().nullish().catch(null)

/** A completion as far as it is read; what is beside it is left alone. */
const completion = z.looseObject({
  choices: z.array(
    z.looseObject({
      message: z.looseObject({ content: text, refusal: text, reasoning: text, reasoning_content: text }),
      finish_reason: text,
    }),
  ),
  usage: z
    .looseObject({ prompt_tokens: count, completion_tokens: count, prompt_tokens_details: details, completion_tokens_details: details })
    .nullish()
    .catch(null),
})
type Completion = z.infer<typeof completion>

/** OpenAI's protocol counts cached and reasoning tokens inside the totals. */
const usageOf = (usage: Completion['usage']): Usage | null => {
  if (usage == null || (usage.prompt_tokens == null && usage.completion_tokens == null)) return null
  return {
    promptTokens: usage.prompt_tokens ?? null,
    completionTokens: usage.completion_tokens ?? null,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
    totalTokens: null,
    accounting: 'inclusive',
  }
}

/** What the vendor is called in messages, and what holds its key. */
export interface Told {
  id: string
  /** Null: it needs none. */
  keyVariable: string | null
  /** Takes the key out of a text. */
  scrub(message: string): string
}

const longest = 300

/** A message from outside on one line, without the key. */
const words = (message: unknown, { scrub }: Told): string =>
  scrub(String(message))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest)

const failed = (message: string, latencyMs: number, { again = true, billed = true } = {}): ChatReply => ({
  status: 'failed',
  again,
  billed,
  message,
  latencyMs,
})

/** A body that came with a good status. */
export const readReply = (data: unknown, headers: Headers, took: number, now: number): ChatReply => {
  const limits = limitsOf(headers, now)
  const parsed = completion.safeParse(data)
  if (!parsed.success) {
    const what = typeof data === 'string' && /^\s*</.test(data) ? 'a web page' : 'something else'
    return failed(`the answer is ${what} and no completion: is the address right?`, took, { billed: false })
  }
  const [choice] = parsed.data.choices
  if (choice === undefined) return failed('the answer has no choice in it', took)
  const { message, finish_reason } = choice
  const said = message.content || message.refusal || ''
  if (finish_reason === 'content_filter' && said === '')
    return {
      status: 'filtered',
      message: 'the content filter of the provider answered',
      usage: usageOf(parsed.data.usage),
      latencyMs: took,
      limits,
    }
  return {
    status: 'ok',
    text: said,
    reasoning: message.reasoning || message.reasoning_content || null,
    usage: usageOf(parsed.data.usage),
    finishReason: finish_reason ?? null,
    latencyMs: took,
    limits,
  }
}

/** What both official clients throw for an answer with a bad status. */
interface StatusError {
  status: number
  headers?: Headers
  error?: { message?: unknown; code?: unknown; type?: unknown; error?: { message?: unknown; code?: unknown; type?: unknown } }
  message: string
}

const isStatusError = (error: unknown): error is StatusError => typeof (error as StatusError | null)?.status === 'number'

/** The provider's own words: the clients differ in how deep they hand them out. */
const saidBy = ({ error, message }: StatusError): { said: string; code: string | null } => {
  const inner = error?.error ?? error
  return { said: String(inner?.message ?? message), code: inner?.code == null ? null : String(inner.code) }
}

const refusedKey = ({ id, keyVariable }: Told): string =>
  keyVariable === null
    ? `${id} refused the call without a key (401)`
    : `${id} refused the key (401): set ${keyVariable} to one that is valid`

/** 403 may be about the key, about what it may do, or about where it is used. */
const forbidden = ({ id, keyVariable }: Told, said: string): string =>
  `${id} forbids the call (403): "${said}"; ${keyVariable === null ? 'it' : `${keyVariable} is not valid, or it`} is not allowed from here, or has no permission for this model`

/** Redirects are not followed: the next address would be given the key. */
const movedTo = (address: string, { id }: Told): string =>
  `${id} has another address${address === '' ? '' : ` now, ${address}`}: set it where the address of ${id} is configured`

const byStatus = (error: StatusError, took: number, now: number, told: Told): ChatReply => {
  const { status } = error
  const headers = error.headers ?? new Headers()
  const { said, code } = saidBy(error)
  const message = words(said, told)
  if (status === 401) return { status: 'rejected', reason: 'key', message: refusedKey(told) }
  if (status === 403) return { status: 'rejected', reason: 'key', message: forbidden(told, message) }
  if (status === 404) return { status: 'rejected', reason: 'model', message: `${told.id} does not know this model or address: ${message}` }
  if (status >= 300 && status < 400)
    return { status: 'rejected', reason: 'model', message: movedTo(words(headers.get('location') ?? '', told), told) }
  const limits = limitsOf(headers, now)
  const retryAfterMs = retryAfterOf(headers, now) ?? waitInWords(said)
  if (status === 429) return { status: 'limited', retryAfterMs, daily: isDaily(said, code, retryAfterMs), message, limits }
  // Busy or loading, and it says for how long: the same as a limit.
  if ((status === 503 || status === 498) && retryAfterMs !== null) return { status: 'limited', retryAfterMs, daily: false, message, limits }
  if (code === 'content_filter') return { status: 'filtered', message, usage: null, latencyMs: took, limits }
  if (status >= 500 || status === 408 || status === 409 || status === 498)
    return failed(`${told.id} answered ${status}: ${message}`, took, { billed: false })
  return { status: 'rejected', reason: 'request', message: `${told.id} does not take this request (${status}): ${message}` }
}

/** Codes of connections that were never made, so that nothing was asked. */
const neverAsked = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

const chain = (error: unknown): Error[] => {
  const found: Error[] = []
  for (let at = error; at instanceof Error && found.length < 5; at = at.cause) found.push(at)
  return found
}

/** What a client threw, as a value. `timedOut`: our own limit ended the call. */
export const readFault = (
  error: unknown,
  { took, now, timedOut, told }: { took: number; now: number; timedOut: boolean; told: Told },
): ChatReply => {
  if (isStatusError(error)) return byStatus(error, took, now, told)
  if (timedOut) return failed(`${told.id} did not answer within ${Math.round(took / 1000)} s`, took)
  const causes = chain(error)
  const tooBig = causes.find((cause) => cause instanceof TooBig)
  if (tooBig !== undefined) return failed(`${told.id}: ${tooBig.message}`, took, { again: false })
  if (causes.some((cause) => cause instanceof SyntaxError)) return failed(`${told.id} answered something that is not JSON`, took)
  const codes = causes.flatMap((cause) => [
    (cause as NodeJS.ErrnoException).code,
    cause instanceof AggregateError ? (cause.errors[0] as NodeJS.ErrnoException)?.code : undefined,
  ])
  const code = codes.find((each) => typeof each === 'string')
  const asked = code === undefined || !neverAsked.has(code)
  const how = asked ? 'the connection was lost before the answer was there' : 'cannot be reached'
  return failed(`${told.id}: ${how}${code === undefined ? '' : ` (${code})`}`, took, { billed: asked })
}
