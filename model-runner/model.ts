import {
  type ChatHistoryItem,
  type ChatWrapper,
  GgufFileType,
  getLlama,
  LlamaChat,
  LlamaCompletion,
  type LlamaContextSequence,
  type LlamaEmbeddingContext,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
} from 'node-llama-cpp'
import type { Answer, Chunk, Input, Measured, Message, Model, Sampling } from './answer.ts'
import { headerFault } from './header.ts'

export interface ModelSettings {
  id: string
  path: string
  contextSize: number
  slots: number
  threads: number
}

/** No token is longer: a text with more characters than this for each token of the context needs no counting. */
const longestToken = 64

const quantizationOf = (model: LlamaModel): string => {
  const type = model.fileInfo.metadata.general.file_type
  return type === undefined ? 'unknown' : (GgufFileType[type] ?? 'unknown').replace(/^(MOSTLY|ALL)_/, '')
}

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

const unit = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector)
  return length === 0 ? [...vector] : vector.map((part) => part / length)
}

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

const createAnswering = (model: LlamaModel, wrapper: ChatWrapper, contextSize: number) => {
  const tokensOf = (input: Input): number => {
    if ('prompt' in input) return model.tokenize(input.prompt).length
    return wrapper.generateContextState({ chatHistory: historyOf(input.messages) }).contextText.tokenize(model.tokenizer).length
  }

  const measure = (input: Input): Measured => {
    const characters = lengthOf(input)
    if (characters > contextSize * longestToken) return { tokens: Math.ceil(characters / longestToken), fits: false }
    const tokens = tokensOf(input)
    return { tokens, fits: tokens < contextSize }
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
    const { metadata } = await completion.generateCompletionWithMeta(prompt, { ...options, disableContextShift: true, signal, onTextChunk })
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
    const room = contextSize - prompt
    const options = optionsOf({ ...sampling, maxTokens: Math.min(sampling.maxTokens ?? room, room) })
    const said = { text: '', reasoning: '' }
    const add = (chunk: Chunk) => {
      if (chunk.text === '') return
      said[chunk.kind] += chunk.text
      onChunk(chunk)
    }
    const before = sequence.tokenMeter.getState()
    try {
      const why =
        'prompt' in input
          ? await complete(sequence, input.prompt, options, signal, add)
          : await chat(sequence, input.messages, options, signal, add)
      const completion = sequence.tokenMeter.diff(before).usedOutputTokens
      return { ...said, finishReason: why === 'maxTokens' ? 'length' : 'stop', tokens: { prompt, completion } }
    } finally {
      await sequence.clearHistory()
    }
  }
  return { measure, answer }
}

/** Loads a GGUF file, onto the processor but for a Mac. Throws what llama.cpp says when it is none. */
export const loadModel = async ({ id, path, contextSize: wanted, slots, threads }: ModelSettings): Promise<Model> => {
  const fault = await headerFault(path)
  if (fault !== null) throw new Error(fault)
  const llama = await getLlama({
    gpu: process.platform === 'darwin' ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  })
  const model = await llama.loadModel({ modelPath: path })
  const context = await model.createContext({ contextSize: { max: wanted }, sequences: slots, threads })
  const { contextSize } = context
  const free = Array.from({ length: slots }, () => context.getSequence())
  const { measure, answer } = createAnswering(model, resolveChatWrapper(model, { warningLogs: false }), contextSize)
  let embedding: Promise<LlamaEmbeddingContext> | null = null
  return {
    info: {
      id,
      quantization: quantizationOf(model),
      contextSize,
      hasTemplate: model.fileInfo.metadata.tokenizer?.chat_template !== undefined,
    },
    measure,
    answer: async (input, sampling, onChunk, signal) => {
      const sequence = free.pop()
      if (sequence === undefined) throw new Error('more answers at once than there are slots')
      try {
        return await answer(sequence, input, sampling, onChunk, signal)
      } finally {
        free.push(sequence)
      }
    },
    embed: async (text) => {
      embedding ??= model.createEmbeddingContext({ contextSize: { max: contextSize }, threads })
      return unit((await (await embedding).getEmbeddingFor(text)).vector)
    },
    close: () => llama.dispose(),
  }
}
