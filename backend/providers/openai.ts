import OpenAI from 'openai'
import type { Provider } from '../core/provider.ts'
import { boundedFetch } from './bounded.ts'
import { createChat, scrubbing } from './chat.ts'

export interface OpenAiSettings {
  /** What it is called: `openai`, `runner`, or another that speaks the protocol. */
  id: string
  /** Ends with `/v1`. */
  baseUrl: string
  apiKey: string | null
  /** The variable a person sets for the key; null where none is needed. */
  keyVariable: string | null
  limitMs?: number
}

/** The official client: one try, nothing taken from the environment, answers of bounded size. */
export const openClient = ({ baseUrl, apiKey }: Pick<OpenAiSettings, 'baseUrl' | 'apiKey'>): OpenAI =>
  new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    organization: null,
    project: null,
    maxRetries: 0,
    fetch: boundedFetch,
    logLevel: 'off',
  })

/** Any address that speaks OpenAI's protocol, by the official client. */
export const createOpenAi = ({ id, baseUrl, apiKey, keyVariable, limitMs }: OpenAiSettings): Provider => {
  const client = openClient({ baseUrl, apiKey })
  return createChat(
    { id, keyVariable, scrub: scrubbing(apiKey) },
    (body, signal) => client.chat.completions.create(body, { signal }).withResponse(),
    limitMs,
  )
}
