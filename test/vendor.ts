import type { ChatReply, ChatRequest, Vendor } from '../backend/core/provider.ts'

/** An answer as a provider gives it; 10 tokens long when nothing else is said. */
export const answered = (text: string, { output = 10, latencyMs = 100, finishReason = 'stop' } = {}): ChatReply => ({
  status: 'ok',
  text,
  reasoning: null,
  usage: {
    promptTokens: 20,
    completionTokens: output,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    totalTokens: null,
    accounting: 'inclusive',
  },
  finishReason,
  latencyMs,
  limits: null,
})

/** A vendor whose answers a test makes up. */
export const vendorOf = (
  chat: (request: ChatRequest, signal: AbortSignal) => ChatReply | Promise<ChatReply>,
  more: Partial<Vendor> = {},
): Vendor => ({
  id: 'groq',
  title: 'Groq',
  free: false,
  isPractice: false,
  provider: { id: 'groq', chat: async (request, signal) => chat(request, signal) },
  state: async () => ({ missing: null, models: ['llama-3.3-70b-versatile'] }),
  ...more,
})
