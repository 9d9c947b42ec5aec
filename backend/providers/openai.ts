import OpenAI from 'openai'
import type { Provider } from '../core/provider.ts'
import type { Fetch } from './bounded.ts'
import { createChat, scrubbing, type Waited } from './chat.ts'

export interface OpenAiSettings {
  /** What it is called: `openai`, `runner`, or another that speaks the protocol. */
  id: string
  /** Ends with `/v1`. */
  baseUrl: string
  apiKey: string | null
  /** The variable a person sets for the key; null where none is needed. */
  keyVariable: string | null
  limitMs?: number
  waited?: Waited
  fetch: Fetch
}

/** The official client: one try, nothing taken from the environment, answers of bounded size. */
export const openClient = ({ baseUrl, apiKey, fetch }: Pick<OpenAiSettings, 'baseUrl' | 'apiKey' | 'fetch'>): OpenAI =>
  new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    organization: null,
    project: null,
    maxRetries: 0,
    fetch,
    logLevel: 'off',
  })

/** Any address that speaks OpenAI's protocol, by the official client. */
export const createOpenAi = ({ id, baseUrl, apiKey, keyVariable, limitMs, waited, fetch }: OpenAiSettings): Provider => {
  const client = openClient({ baseUrl, apiKey, fetch })
  return createChat(
    { id, keyVariable, scrub: scrubbing(apiKey) },
    (body, signal) => client.chat.completions.create(body, { signal }).withResponse(),
    limitMs,
    waited,
  )
}
