import type { DriftFacts } from '../core/drift.ts'
import type { StaticEmbedder } from './embed/static.ts'
import type { Segmented } from './segment.ts'
import { styleOf } from './style.ts'
import type { Words } from './words.ts'

/** What a log adds to drift: null without an answer. O(words looked at). */
export const factsOf = (embedder: StaticEmbedder, asked: Words, answer: Segmented): DriftFacts | null =>
  answer.words.count === 0
    ? null
    : { embedder: embedder.id, prompt: embedder.embed(asked), answer: embedder.embed(answer.words), style: styleOf(answer) }

/** Prompts are compared by their first characters; what is asked stands there or at the end. */
export const promptLimit = 100_000
