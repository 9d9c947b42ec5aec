import type { ChatRequest, Provider } from '../core/provider.ts'

/** How a simulated model answers: pure, and handed in. */
export type Behaviour = (request: ChatRequest) => {
  text: string
  promptTokens: number
  completionTokens: number
  finishReason: string
  latencyMs: number
}

/** Rejects with the signal's reason when it is aborted before. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done() {
      signal.removeEventListener('abort', aborted)
      resolve()
    }
    function aborted() {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', aborted, { once: true })
  })

/** A simulated target: it takes its time as a real one does, and says exactly the time it means to take. */
export const createPractice = (behave: Behaviour): Provider => ({
  id: 'practice',
  chat: async (request, signal) => {
    const { text, promptTokens, completionTokens, finishReason, latencyMs } = behave(request)
    try {
      await pause(latencyMs, signal)
    } catch {
      return { status: 'failed', again: false, billed: false, message: 'the call was given up', latencyMs }
    }
    return {
      status: 'ok',
      text,
      reasoning: null,
      usage: {
        promptTokens,
        completionTokens,
        cachedTokens: 0,
        cacheWriteTokens: 0,
        reasoningTokens: 0,
        totalTokens: null,
        accounting: 'inclusive',
      },
      finishReason,
      latencyMs,
      limits: null,
    }
  },
})
