import type { ChatMessage, Provider } from '../core/provider.ts'

/** How a simulated model answers: pure, and handed in. `reasoning` is hidden. */
export type Behaviour = (
  messages: readonly ChatMessage[],
  seed: number,
  maxTokens: number,
) => { text: string; finishReason: string; tokens: { input: number; output: number; reasoning: number }; latencyMs: number }

/** False when the signal was aborted before. */
const paused = (ms: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (whole: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      resolve(whole)
    }
    const aborted = () => end(false)
    const timer = setTimeout(() => end(true), ms)
    signal.addEventListener('abort', aborted)
    if (signal.aborted) aborted()
  })

/** A simulated target: it takes its time as a real one does, and says exactly the time it means to take. */
export const createPractice = (behave: Behaviour): Provider => ({
  id: 'practice',
  chat: async ({ messages, seed = 0, maxTokens }, signal) => {
    const { text, finishReason, tokens, latencyMs } = behave(messages, seed, maxTokens)
    if (!(await paused(latencyMs, signal)))
      return { status: 'failed', again: false, billed: false, message: 'the call was given up', latencyMs }
    return {
      status: 'ok',
      text,
      reasoning: null,
      usage: {
        promptTokens: tokens.input,
        completionTokens: tokens.output + tokens.reasoning,
        cachedTokens: 0,
        cacheWriteTokens: 0,
        reasoningTokens: tokens.reasoning,
        totalTokens: null,
        accounting: 'inclusive',
      },
      finishReason,
      latencyMs,
      limits: null,
    }
  },
})
