import { GgufFileType, getLlama, type LlamaEmbeddingContext, LlamaLogLevel, type LlamaModel, resolveChatWrapper } from 'node-llama-cpp'
import type { Model } from './answer.ts'
import { createAnswering } from './answering.ts'
import { headerFault } from './header.ts'

export interface ModelSettings {
  id: string
  path: string
  contextSize: number
  slots: number
  threads: number
}

const quantizationOf = (model: LlamaModel): string => {
  const type = model.fileInfo.metadata.general.file_type
  return type === undefined ? 'unknown' : (GgufFileType[type] ?? 'unknown').replace(/^(MOSTLY|ALL)_/, '')
}

const unit = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector)
  return length === 0 ? [...vector] : vector.map((part) => part / length)
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
      embedding ??= model.createEmbeddingContext({ contextSize: { max: contextSize }, threads }).catch((error: unknown) => {
        embedding = null // there may be more memory later
        throw error
      })
      const context = await embedding
      return { vector: unit((await context.getEmbeddingFor(text)).vector), tokens: context.calculateInputLength(text) }
    },
    close: () => llama.dispose(),
  }
}
