import type { DriftFacts } from '../../core/drift.ts'
import type { Embedded, Embedder } from '../../core/embedder.ts'
import { askedText } from '../../core/log.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { fold, toVector } from '../../measure/embed/vector.ts'
import { promptLimit } from '../../measure/facts.ts'
import { segment } from '../../measure/segment.ts'
import { styleOf } from '../../measure/style.ts'
import { breathe } from '../breathe.ts'

/** Logs whose texts are embedded in one call; two texts each. */
export const logsAtOnce = 16
/** A text any embedder takes: what refuses it takes none. */
const plain = 'The weather is fine today.'

type Answered = Extract<Embedded, { status: 'ok' }>
/** Nothing goes now: it is asked again later. */
export type Waiting = Extract<Embedded, { status: 'away' }>

const waiting = (message: string): Waiting => ({ status: 'away', message, retryAfterMs: null })

/** What is too much at once is halved, down to a single text; one that alone is not taken has no vector, if others are. At most O(texts) calls. */
const embedSome = async (embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Answered | Waiting> => {
  const reply = await embedder.embed(texts, signal)
  if (reply.status === 'ok' || reply.status === 'away') return reply
  if (texts.length > 1) {
    const half = Math.ceil(texts.length / 2)
    const first = await embedSome(embedder, texts.slice(0, half), signal)
    if (first.status === 'away') return first
    const rest = await embedSome(embedder, texts.slice(half), signal)
    return rest.status === 'away' ? rest : { ...rest, vectors: [...first.vectors, ...rest.vectors] }
  }
  if (reply.status === 'slow') return waiting(reply.message)
  const probe = await embedder.embed([plain], signal)
  return probe.status === 'ok' ? { ...probe, vectors: [null] } : waiting(reply.message)
}

/** A blank text has no vector, and is not asked for. */
const vectorsOf = async (embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Answered | Waiting> => {
  const asked = texts.filter((text) => text.trim() !== '')
  if (asked.length === 0) return { status: 'ok', vectors: texts.map(() => null), by: '' }
  const reply = await embedSome(embedder, asked, signal)
  if (reply.status === 'away') return reply
  const given = reply.vectors.values()
  return { ...reply, vectors: texts.map((text) => (text.trim() === '' ? null : (given.next().value ?? null))) }
}

/** What logs say about drift by an embedder; null for one without an answer. `by` is null when no text was asked for. */
export type FactsReply = { status: 'ok'; facts: (DriftFacts | null)[]; by: string | null } | Waiting

/** The facts of stored logs, some at a time. O(their texts). */
export const factsOfLogs = async (embedder: Embedder, logs: readonly MeasuredLog[], signal: AbortSignal): Promise<FactsReply> => {
  const facts: (DriftFacts | null)[] = []
  let by: string | null = null
  for (let from = 0; from < logs.length; from += logsAtOnce) {
    if (from > 0) await breathe()
    const answers = logs.slice(from, from + logsAtOnce).map(({ log }) => ({ log, answer: segment(log.response ?? '', 'response') }))
    const texts = answers.flatMap(({ log, answer }) =>
      answer.words.count === 0 ? ['', ''] : [askedText(log).slice(0, promptLimit), answer.text],
    )
    const reply = await vectorsOf(embedder, texts, signal)
    if (reply.status === 'away') return reply
    by = reply.by || by
    const vectors = reply.vectors.map((vector) => vector && toVector(fold(vector)))
    for (const [at, { answer }] of answers.entries())
      facts.push(
        answer.words.count === 0
          ? null
          : { embedder: embedder.id, prompt: vectors[2 * at] ?? null, answer: vectors[2 * at + 1] ?? null, style: styleOf(answer) },
      )
  }
  return { status: 'ok', facts, by }
}
