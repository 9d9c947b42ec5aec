import type { DriftFacts } from '../core/drift.ts'
import { askedText, type LogEntry } from '../core/log.ts'
import type { StaticEmbedder } from './embed/static.ts'
import { type Segmented, segment } from './segment.ts'
import { styleOf } from './style.ts'
import { readWords, type Words } from './words.ts'

/** What a log adds to drift: null without an answer. O(words looked at). */
export const factsOf = (embedder: StaticEmbedder, asked: Words, answer: Segmented): DriftFacts | null =>
  answer.words.count === 0
    ? null
    : { embedder: embedder.id, prompt: embedder.embed(asked), answer: embedder.embed(answer.words), style: styleOf(answer) }

/** Prompts are compared by their first characters; what is asked stands there or at the end. */
export const promptLimit = 100_000

/** The same of a stored log, which is how a baseline is made. */
export const factsOfLog = (embedder: StaticEmbedder, log: LogEntry): DriftFacts | null =>
  factsOf(embedder, readWords(askedText(log).slice(0, promptLimit)), segment(log.response ?? '', 'response'))
