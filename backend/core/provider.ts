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

/** What is left of one limit, as the headers of an answer say it. Times in epoch milliseconds. */
export interface Allowance {
  /** What there is at most; null where the headers do not say. */
  limit: number | null
  remaining: number
  /** When all of it is there again. */
  resetAt: number
}

/** What a provider's headers say is left; null where they say nothing. */
export interface RateLimits {
  requests: Allowance | null
  tokens: Allowance | null
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
  /** The provider's own content filter answered; `usage` is what is to be paid all the same. */
  | { status: 'filtered'; message: string; usage: Usage | null; latencyMs: number; limits: RateLimits | null }
  /** `daily`: a quota that comes back in hours, not seconds. `retryAfterMs` null: the provider did not say. */
  | { status: 'limited'; retryAfterMs: number | null; daily: boolean; message: string; limits: RateLimits | null }
  /** Trying again can't help: a wrong key, an unknown model, a request it does not take. */
  | { status: 'rejected'; reason: 'key' | 'model' | 'request'; message: string }
  /**
   * A time-out, a cut stream, 5xx, HTML instead of JSON, no choice, an answer that is too big. `again`: a retry may help.
   * `billed`: the model may have worked for it, so that it may have to be paid.
   */
  | { status: 'failed'; again: boolean; billed: boolean; message: string; latencyMs: number }

/** A place to send chats to. Messages never hold a key. Aborting the signal ends the call as `failed`. */
export interface Provider {
  readonly id: string
  chat(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>
}

/** Who sells, or gives, answers: a provider and what must be known before it is used. */
export interface Vendor {
  /** As in a target: `groq` of `groq:<model>`. */
  readonly id: string
  /** For people. */
  readonly title: string
  /** Its answers cost nobody a dollar. */
  readonly free: boolean
  /** A simulation: nothing of it enters a headline. */
  readonly isPractice: boolean
  readonly provider: Provider
  /** The models of its state are all it has: it would answer for another with one of them. */
  readonly hasNoOther?: boolean
  /** Calls it works on at a time, one until `state` has learned it: more would wait in its line, and their latency would be that of the line. Absent: as many as its limits allow. */
  atOnce?(): number
  /** Whether it can be used now: the models to offer, the best first (others may exist); or what is missing, as one instruction. */
  state(): Promise<{ missing: string | null; models: string[] }>
}
