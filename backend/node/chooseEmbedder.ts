import { embedderOf } from '../providers/index.ts'
import { boundedFetch } from './boundedFetch.ts'
import type { Config } from './config.ts'
import { createOnnxEmbedder, type OpenedEmbedder } from './onnxEmbedder.ts'
import { findOnnxModel } from './onnxModel.ts'

/** Who embeds behind ingest, as configured; null: the built-in table alone. */
export const chooseEmbedder = async (config: Config): Promise<OpenedEmbedder | null> => {
  const { embedder: named } = config
  if (named.startsWith('onnx:')) return createOnnxEmbedder(await findOnnxModel(named.slice('onnx:'.length)))
  const embedder = embedderOf(named, config, boundedFetch)
  return embedder && { embedder, begin: async () => {}, close: async () => {} }
}
