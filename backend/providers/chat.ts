import type { ChatReply, ChatRequest, Provider } from '../core/provider.ts'
import { readFault, readReply, type Told } from './reply.ts'

/** One call may take this long. */
export const callMs = 120_000

/** The body of a call in the protocol that OpenAI, Groq and the model runner share. */
export interface ChatBody {
  model: string
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[]
  max_tokens?: number
  max_completion_tokens?: number
  temperature?: number
  seed?: number
}

/** What an official client does with it: one try, without retries of its own. */
export type Send = (body: ChatBody, signal: AbortSignal) => Promise<{ data: unknown; response: { headers: Headers } }>

/** OpenAI's models that think take another name for the limit and no temperature. */
const thinks = (model: string): boolean => /^(?:o\d|gpt-5)/.test(model)

const bodyOf = ({ model, messages, maxTokens, temperature, seed }: ChatRequest): ChatBody => ({
  model,
  messages: messages.map(({ role, content }) => ({ role, content })),
  ...(thinks(model) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
  ...(temperature !== undefined && !thinks(model) && { temperature }),
  ...(seed !== undefined && { seed }),
})

/** Milliseconds of a call in which it waited for others, as its answer says; none where that is not known. */
export type Waited = (headers: Headers) => number

/** A provider over an official client. Retries, waiting and budgets are the caller's. */
export const createChat = (told: Told, send: Send, limitMs: number = callMs, waited: Waited = () => 0): Provider => ({
  id: told.id,
  chat: async (request, signal): Promise<ChatReply> => {
    const ending = new AbortController()
    const end = () => ending.abort()
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      end()
    }, limitMs)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const began = performance.now()
    const took = () => Math.round(performance.now() - began)
    try {
      const { data, response } = await send(bodyOf(request), ending.signal)
      return readReply(data, response.headers, Math.max(0, took() - waited(response.headers)), Date.now())
    } catch (error) {
      return readFault(error, { took: took(), now: Date.now(), timedOut, told })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', end) // it outlives the call
    }
  },
})

/** Takes a key out of texts. */
export const scrubbing =
  (key: string | null) =>
  (message: string): string =>
    key === null || key === '' ? message : message.replaceAll(key, '***')
