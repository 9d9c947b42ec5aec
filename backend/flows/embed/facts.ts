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

/** `isTooMuch`: every text is taken, but not so many at once. */
type Answered = Extract<Embedded, { status: 'ok' }> & { isTooMuch: boolean }
/** Nothing goes now: it is asked again later, of what was slow with fewer texts. */
export interface Waiting {
  status: 'away' | 'slow'
  message: string
  retryAfterMs: number | null
}

const waiting = (status: Waiting['status'], message: string): Waiting => ({ status, message, retryAfterMs: null })

/** Vectors of another model under the same name are never compared with those of the first, nor added to them. */
export const anotherModel = ({ id }: Pick<Embedder, 'id'>, first: string | null, by: string | null): Waiting | null =>
  !first || !by || first === by ? null : waiting('away', `${id} was ${first} and is ${by} now: give the new model another name`)

/** What is refused is halved, down to a single text; one that alone is not taken has no vector, if others are. At most O(texts) calls, one of them slow. */
const embedSome = async (embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Answered | Waiting> => {
  const reply = await embedder.embed(texts, signal)
  if (reply.status === 'ok') return { ...reply, isTooMuch: false }
  if (reply.status === 'away') return reply
  if (reply.status === 'slow') return waiting('slow', reply.message)
  if (texts.length > 1) {
    const half = Math.ceil(texts.length / 2)
    const first = await embedSome(embedder, texts.slice(0, half), signal)
    if (first.status !== 'ok') return first
    const rest = await embedSome(embedder, texts.slice(half), signal)
    if (rest.status !== 'ok') return rest
    const vectors = [...first.vectors, ...rest.vectors]
    return anotherModel(embedder, first.by, rest.by) ?? { ...rest, vectors, isTooMuch: !vectors.includes(null) }
  }
  const probe = await embedder.embed([plain], signal)
  return probe.status === 'ok' ? { ...probe, vectors: [null], isTooMuch: false } : waiting('away', reply.message)
}

/** A blank text has no vector, and is not asked for. */
const vectorsOf = async (embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Answered | Waiting> => {
  const asked = texts.filter((text) => text.trim() !== '')
  if (asked.length === 0) return { status: 'ok', vectors: texts.map(() => null), by: '', isTooMuch: false }
  const reply = await embedSome(embedder, asked, signal)
  if (reply.status !== 'ok') return reply
  const given = reply.vectors.values()
  return { ...reply, vectors: texts.map((text) => (text.trim() === '' ? null : (given.next().value ?? null))) }
}

/** What logs say about drift by an embedder; null for one without an answer. `by` is null when no text was asked for. */
export type FactsReply = { status: 'ok'; facts: (DriftFacts | null)[]; by: string | null; isTooMuch: boolean } | Waiting

/** The facts of stored logs, some at a time. O(their texts). */
export const factsOfLogs = async (embedder: Embedder, logs: readonly MeasuredLog[], signal: AbortSignal): Promise<FactsReply> => {
  const facts: (DriftFacts | null)[] = []
  let by: string | null = null
  let isTooMuch = false
  for (let from = 0; from < logs.length; from += logsAtOnce) {
    if (from > 0) await breathe()
    const answers = logs.slice(from, from + logsAtOnce).map(({ log }) => ({ log, answer: segment(log.response ?? '', 'response') }))
    const texts = answers.flatMap(({ log, answer }) =>
      answer.words.count === 0 ? ['', ''] : [askedText(log).slice(0, promptLimit), answer.text],
    )
    const reply = await vectorsOf(embedder, texts, signal)
    if (reply.status !== 'ok') return reply
    const other = anotherModel(embedder, by, reply.by)
    if (other !== null) return other
    by = reply.by || by
    isTooMuch ||= reply.isTooMuch
    const vectors = reply.vectors.map((vector) => vector && toVector(fold(vector)))
    for (const [at, { answer }] of answers.entries())
      facts.push(
        answer.words.count === 0
          ? null
          : { embedder: embedder.id, prompt: vectors[2 * at] ?? null, answer: vectors[2 * at + 1] ?? null, style: styleOf(answer) },
      )
  }
  return { status: 'ok', facts, by, isTooMuch }
}
