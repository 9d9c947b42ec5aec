import { EmbedderUnknown } from '../core/embedder.ts'
import { embedderOf } from '../providers/index.ts'
import { boundedFetch } from './boundedFetch.ts'
import type { Config } from './config.ts'
import { tableEmbedder } from './embedder.ts'
import { createOnnxEmbedder, type OpenedEmbedder } from './onnxEmbedder.ts'
import { findOnnxModel } from './onnxModel.ts'

/** Who embeds behind ingest, as configured; null: the built-in table alone. */
export const chooseEmbedder = async (config: Config): Promise<OpenedEmbedder | null> => {
  const { embedder: named } = config
  if (named.startsWith('onnx:')) return createOnnxEmbedder(await findOnnxModel(named.slice('onnx:'.length)))
  const embedder = embedderOf(named, config, boundedFetch)
  return embedder && { embedder, begin: async () => {}, close: async () => {} }
}

/** By whose id drift is read, as configured. It is found out when it is first asked for: to know its name a model is read. */
export const idOfEmbedder = (config: Config): (() => Promise<string>) => {
  const find = async (): Promise<string> => {
    try {
      return ((await chooseEmbedder(config))?.embedder ?? tableEmbedder).id
    } catch (error) {
      throw new EmbedderUnknown((error as Error).message, { cause: error })
    }
  }
  let id: Promise<string> | null = null
  return () => {
    id ??= find()
    return id
  }
}
