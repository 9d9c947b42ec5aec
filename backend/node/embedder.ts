import { existsSync, readFileSync } from 'node:fs'
import type { Embedder } from '../core/embedder.ts'
import { builtIn } from '../measure/embed/builtIn.ts'
import { createStaticEmbedder, type StaticEmbedder } from '../measure/embed/static.ts'
import { readWordTable, type WordTable } from '../measure/embed/wordTable.ts'

/** Beside the built program, or where it lies in the source. */
const places = ['./minilm.bin', '../measure/embed/minilm.bin'].map((place) => new URL(place, import.meta.url))

/** The built-in table, read in a few milliseconds. */
export const readTable = (): WordTable => {
  const place = places.find((url) => existsSync(url))
  if (place === undefined) throw new Error('minilm.bin is missing beside the program: build again')
  return readWordTable(readFileSync(place))
}

let opened: StaticEmbedder | null = null

/** The one of this thread, opened when it is first asked for. */
export const sharedEmbedder = (): StaticEmbedder => {
  opened ??= createStaticEmbedder(readTable())
  return opened
}

/** The same, asked as any other. */
export const tableEmbedder: Embedder = builtIn(sharedEmbedder)
