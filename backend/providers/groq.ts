import Groq from 'groq-sdk'
import type { Provider } from '../core/provider.ts'
import type { Fetch } from './bounded.ts'
import { createChat, scrubbing } from './chat.ts'

export const groqModel = 'llama-3.3-70b-versatile'

/** Groq, by its official client. `baseUrl` is without a path. */
export const createGroq = ({
  baseUrl,
  apiKey,
  limitMs,
  fetch,
}: {
  baseUrl: string
  apiKey: string | null
  limitMs?: number
  fetch: Fetch
}): Provider => {
  const client = new Groq({ apiKey: apiKey ?? 'none', baseURL: baseUrl, maxRetries: 0, fetch, logLevel: 'off' })
  return createChat(
    { id: 'groq', keyVariable: 'GROQ_API_KEY', scrub: scrubbing(apiKey) },
    (body, signal) => client.chat.completions.create(body, { signal }).withResponse(),
    limitMs,
  )
}
