import {
  type ChatHistoryItem,
  type ChatWrapper,
  LlamaChat,
  LlamaCompletion,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp'
import type { Answer, Chunk, Input, Measured, Message, Sampling } from './answer.ts'

/** No token is longer: a text with more characters than this for each token of the context needs no counting. */
const longestToken = 64
/** Tokens the library keeps free: where they are used up it drops the beginning of the prompt without a word. */
const reserve = 2
/** Tokens of a prompt that are read in one go; between two of them it is seen whether anybody still waits. */
const piece = 64

/** The history as the library wants it: it ends with the answer to be written, which an assistant's last message begins. */
const historyOf = (messages: readonly Message[]): ChatHistoryItem[] => {
  const history = messages.map(({ role, content }): ChatHistoryItem => {
    if (role === 'assistant') return { type: 'model', response: [content] }
    return { type: role, text: content }
  })
  return history.at(-1)?.type === 'model' ? history : [...history, { type: 'model', response: [] }]
}

const lengthOf = (input: Input): number =>
  'prompt' in input ? input.prompt.length : input.messages.reduce((sum, { content }) => sum + content.length, 0)

const optionsOf = ({ maxTokens, temperature, topP, seed, stop, frequencyPenalty, presencePenalty }: Sampling) => ({
  ...(maxTokens !== undefined && { maxTokens }),
  temperature: temperature ?? 0.8,
  ...(topP !== undefined && { topP }),
  seed: seed ?? Math.floor(Math.random() * 2 ** 32),
  ...(stop !== undefined && { customStopTriggers: [...stop] }),
  // The library punishes repetition unless told not to; what is measured here is the model.
  repeatPenalty:
    frequencyPenalty === undefined && presencePenalty === undefined
      ? (false as const)
      : { penalty: 1, frequencyPenalty: frequencyPenalty ?? 0, presencePenalty: presencePenalty ?? 0 },
})

/** How a loaded model answers, on whichever sequence of its context is free. */
export const createAnswering = (model: LlamaModel, wrapper: ChatWrapper, contextSize: number) => {
  const { bos, shouldPrependBosToken } = model.tokens
  const tokensOf = (input: Input): Token[] => {
    if ('prompt' in input) return [...(shouldPrependBosToken && bos !== null ? [bos] : []), ...model.tokenize(input.prompt)]
    return wrapper.generateContextState({ chatHistory: historyOf(input.messages) }).contextText.tokenize(model.tokenizer)
  }

  const measure = (input: Input): Measured => {
    const characters = lengthOf(input)
    if (characters > contextSize * longestToken) return { tokens: Math.ceil(characters / longestToken), fits: false }
    try {
      const tokens = tokensOf(input).length
      return { tokens, fits: tokens + reserve < contextSize }
    } catch (error) {
      if ('prompt' in input) throw error
      return { refused: (error as Error).message.slice(0, 200) } // as templates do with roles in an order they don't know
    }
  }

  /** The library finds what is read here and goes on from it. */
  const read = async (sequence: LlamaContextSequence, tokens: Token[], signal: AbortSignal): Promise<void> => {
    for (let at = 0; at + 1 < tokens.length; at += piece) {
      signal.throwIfAborted()
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, Math.min(at + piece, tokens.length - 1)))
    }
  }

  const complete = async (
    sequence: LlamaContextSequence,
    prompt: string,
    options: object,
    signal: AbortSignal,
    add: (c: Chunk) => void,
  ) => {
    const completion = new LlamaCompletion({ contextSequence: sequence })
    const onTextChunk = (text: string) => add({ kind: 'text', text })
    const { metadata } = await completion.generateCompletionWithMeta(prompt, {
      ...options,
      disableContextShift: true,
      contextShiftSize: 1,
      signal,
      onTextChunk,
    })
    return metadata.stopReason
  }

  const chat = async (
    sequence: LlamaContextSequence,
    messages: readonly Message[],
    options: object,
    signal: AbortSignal,
    add: (c: Chunk) => void,
  ) => {
    const { metadata } = await new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper }).generateResponse(historyOf(messages), {
      ...options,
      signal,
      onResponseChunk: ({ segmentType, text }) => add({ kind: segmentType === 'thought' ? 'reasoning' : 'text', text }),
    })
    return metadata.stopReason
  }

  const answer = async (
    sequence: LlamaContextSequence,
    input: Input,
    sampling: Sampling,
    onChunk: (chunk: Chunk) => void,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const prompt = tokensOf(input)
    const room = contextSize - reserve - prompt.length
    const options = optionsOf({ ...sampling, maxTokens: Math.min(sampling.maxTokens ?? room, room) })
    const said = { text: '', reasoning: '' }
    const add = (chunk: Chunk) => {
      if (chunk.text === '') return
      said[chunk.kind] += chunk.text
      onChunk(chunk)
    }
    const before = sequence.tokenMeter.getState()
    try {
      await read(sequence, prompt, signal)
      const why =
        'prompt' in input
          ? await complete(sequence, input.prompt, options, signal, add)
          : await chat(sequence, input.messages, options, signal, add)
      const completion = sequence.tokenMeter.diff(before).usedOutputTokens
      return { ...said, finishReason: why === 'maxTokens' ? 'length' : 'stop', tokens: { prompt: prompt.length, completion } }
    } finally {
      await sequence.clearHistory()
    }
  }
  return { measure, answer }
}
