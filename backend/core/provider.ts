import type { Usage } from './log.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface ChatRequest {
  model: string
  messages: readonly ChatMessage[]
  /** Tokens the answer may have at most; on every call, so that none runs away. */
  maxTokens: number
  temperature?: number
  seed?: number
}

/** What a provider's headers say is left; null where they say nothing. Times in epoch milliseconds. */
export interface RateLimits {
  requests: { remaining: number; resetAt: number } | null
  tokens: { remaining: number; resetAt: number } | null
}

/**
 * What came of one try. Every expected failure is a value; retrying is the caller's business.
 * `latencyMs` is the time of the call alone: no queue, no wait.
 */
export type ChatReply =
  | {
      status: 'ok'
      text: string
      reasoning: string | null
      usage: Usage | null
      finishReason: string | null
      latencyMs: number
      limits: RateLimits | null
    }
  /** The provider's own content filter answered. */
  | { status: 'filtered'; message: string; latencyMs: number; limits: RateLimits | null }
  /** `daily`: a quota that comes back in hours, not seconds. `retryAfterMs` null: the provider did not say. */
  | { status: 'limited'; retryAfterMs: number | null; daily: boolean; message: string; limits: RateLimits | null }
  /** Trying again can't help: a wrong key, an unknown model, a request it does not take. */
  | { status: 'rejected'; reason: 'key' | 'model' | 'request'; message: string }
  /** A time-out, a cut stream, 5xx, HTML instead of JSON, no choice, an answer that is too big; `again`: a retry may help. */
  | { status: 'failed'; again: boolean; message: string; latencyMs: number }

/** A place to send chats to. Messages never hold a key. Aborting the signal ends the call as `failed`. */
export interface Provider {
  readonly id: string
  chat(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>
}
