export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** A chat goes through the model's own template; a prompt is continued as it is. */
export type Input = { messages: readonly Message[] } | { prompt: string }

export interface Sampling {
  /** Tokens, at most; the room left in the context where absent. */
  maxTokens?: number
  temperature?: number
  topP?: number
  seed?: number
  stop?: readonly string[]
  frequencyPenalty?: number
  presencePenalty?: number
}

/** `reasoning`: what the model thinks aloud before it answers. */
export interface Chunk {
  kind: 'text' | 'reasoning'
  text: string
}

export interface Answer {
  text: string
  reasoning: string
  finishReason: 'stop' | 'length'
  tokens: { prompt: number; completion: number }
}

export interface ModelInfo {
  id: string
  /** As llama.cpp names it: Q5_1, Q4_K_M, F16. */
  quantization: string
  contextSize: number
  /** Whether the file carries a chat template. */
  hasTemplate: boolean
}

/** How long a text is for this model, and whether there is room for it and one token more; or why its chat template does not take it. */
export type Measured = { tokens: number; fits: boolean } | { refused: string }

/** A loaded model. No two calls know of each other. */
export interface Model {
  readonly info: ModelInfo
  measure(input: Input): Measured
  /** Rejects with the signal's reason when it is aborted. Only as many at once as there are slots. */
  answer(input: Input, sampling: Sampling, onChunk: (chunk: Chunk) => void, signal: AbortSignal): Promise<Answer>
  /** A vector of length 1. */
  embed(text: string): Promise<{ vector: number[]; tokens: number }>
  close(): Promise<void>
}
