import type { Embedder } from '../../core/embedder.ts'
import { readWords } from '../words.ts'
import { type StaticEmbedder, staticId } from './static.ts'

/** The table that lies beside the program, asked like any other embedder. It answers at once, and ingest asks it directly. */
export const builtIn = (table: () => StaticEmbedder): Embedder => ({
  id: staticId,
  embed: async (texts) => {
    const own = table()
    const vectors = texts.map((text) => {
      const vector = own.embed(readWords(text))
      return vector && Float32Array.from(vector)
    })
    return { status: 'ok', vectors, by: `${staticId}/${own.dimensions}` }
  },
})
