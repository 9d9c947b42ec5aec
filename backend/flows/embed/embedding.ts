import type { DriftStore } from '../../core/drift.ts'
import type { Embedder, EmbedderPlace, EmbedderStore } from '../../core/embedder.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { Clock } from '../../core/ports.ts'
import type { Pause } from '../stress/pace.ts'
import { anotherModel, type FactsReply, factsOfLogs, logsAtOnce } from './facts.ts'
import { createPatience } from './patience.ts'
import { createRepeats } from './repeats.ts'

const hourMs = 3_600_000
/** A new embedder begins with the logs of so long ago: what drift looks at. */
const beginsMs = 24 * hourMs
/** The work is another host's when nothing was heard of its holder for so long: longer than a call may take, and a step has one that is slow at most. */
const leaseMs = 150_000
/** Between two looks for new logs, and for work that another host has. */
const idleMs = 2_000
const othersMs = 15_000
/** Calls that went whole before twice as many logs go at once again. */
const callsBeforeMore = 20

interface Parts {
  store: EmbedderStore
  drift: DriftStore
  embedder: Embedder
  /** The embedder whose baselines this one repeats with its own vectors. */
  model: Pick<Embedder, 'id'>
  clock: Clock
  pause: Pause
  newId(): string
  /** This host alone holds the database: what it left when it was killed is its own. */
  alone: boolean
  /** Told once that embedding waits and why, and that it goes on. */
  told(level: 'info' | 'warn', message: string): void
  failed(error: unknown): void
}

export interface EmbeddingStatus {
  embedder: string
  /** Stored logs it has not come to; null before it has begun. */
  behind: number | null
  /** Why nothing goes now; null when it does. */
  waiting: string | null
}

/**
 * Embeds stored logs behind ingest, by an embedder that takes its time: batch by batch along commit order. Sums and place are stored together, so what
 * is killed repeats one batch and counts nothing twice; what waits is in the store, never in memory. One host works at a time. In turn with the
 * batches, the baselines of the built-in table are made again with this embedder's vectors.
 */
export const createEmbedding = ({ store, drift, embedder, model, clock, pause, newId, alone, told, failed }: Parts) => {
  const closing = new AbortController()
  const { signal } = closing
  const holder = alone ? 'alone' : newId()
  let current: Promise<void> = Promise.resolve()
  const patience = { logs: createPatience('embeddings', told), baselines: createPatience('embeddings of baselines', told) }
  const repeats = createRepeats({ drift, embedder, model })
  let isTurnOfBaselines = false
  let baselinesWaitUntil = Number.NEGATIVE_INFINITY
  /** Logs that go at once, and calls of so many that went in a row. */
  let atOnce = logsAtOnce
  let went = 0

  /** Halves what goes at once when it was too much, and doubles it a good while later. */
  const ask = async (place: EmbedderPlace, logs: readonly MeasuredLog[]): Promise<FactsReply> => {
    const reply = await factsOfLogs(embedder, logs, signal)
    const isTooMuch = reply.status === 'slow' || (reply.status === 'ok' && reply.isTooMuch)
    if (isTooMuch) {
      atOnce = Math.max(1, Math.floor(Math.min(atOnce, logs.length) / 2))
      went = 0
    } else if (reply.status === 'ok' && ++went >= callsBeforeMore) {
      atOnce = Math.min(logsAtOnce, atOnce * 2)
      went = 0
    }
    return (reply.status === 'ok' && anotherModel(embedder, place.by, reply.by)) || reply
  }

  /** Some logs of a baseline; milliseconds until the next step, or null when no baseline is due. */
  const repeatBaseline = async (place: EmbedderPlace, now: number): Promise<number | null> => {
    const logs = await repeats.next(now, atOnce)
    if (logs === null) {
      patience.baselines.goesOn()
      return null
    }
    const reply = await ask(place, logs)
    if (reply.status === 'ok') {
      await repeats.add(logs, reply.facts)
      patience.baselines.goesOn()
      return 0
    }
    if (signal.aborted) return 0
    const ms = patience.baselines.wait(reply)
    baselinesWaitUntil = now + ms
    // a server that says when to ask again means every call; otherwise new logs may go although a baseline does not
    return reply.retryAfterMs === null ? 0 : ms
  }

  /** One batch, or some logs of a baseline in turn with it; milliseconds until the next. */
  const step = async (): Promise<number> => {
    const now = clock()
    const since = Math.floor((now - beginsMs) / hourMs) * hourMs
    const place = await store.claim(embedder.id, holder, { now, until: now + leaseMs, since })
    if (place === null) {
      repeats.drop()
      return othersMs
    }
    const areBaselinesDue = () => now >= baselinesWaitUntil && repeats.isDue(now)
    if (isTurnOfBaselines && areBaselinesDue()) {
      isTurnOfBaselines = false
      const ms = await repeatBaseline(place, now)
      if (ms !== null) return ms
    }
    const most = atOnce
    const { logs, upTo } = await store.batch(place.seq, most)
    const reply = await ask(
      place,
      logs.map(({ entry }) => entry),
    )
    if (reply.status !== 'ok') return signal.aborted ? 0 : patience.logs.wait(reply)
    const facts = logs.flatMap((log, at) => {
      const own = reply.facts[at]
      return own ? [{ ...log, facts: own }] : []
    })
    if (upTo !== place.seq && !(await store.add(embedder.id, { after: place.seq, upTo, by: reply.by, facts }))) return 0
    if (reply.by !== null || logs.length === 0) patience.logs.goesOn()
    // whose vectors a baseline must be of is known from the first batch on
    isTurnOfBaselines = (place.by ?? reply.by) !== null
    return logs.length === most || (isTurnOfBaselines && areBaselinesDue()) ? 0 : idleMs
  }

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const ms = await step().catch((error: unknown) => {
        failed(error)
        return othersMs
      })
      if (!signal.aborted) await pause(ms, [signal])
    }
    await store.release(embedder.id, holder).catch(failed)
  }

  return {
    step,
    status: async (): Promise<EmbeddingStatus> => ({
      embedder: embedder.id,
      behind: await store.behind(embedder.id),
      waiting: patience.logs.reason() ?? patience.baselines.reason(),
    }),
    start: (): void => {
      current = work()
    },
    /** Ends the call under way; its batch is the next server's. */
    close: (): Promise<void> => {
      closing.abort()
      return current
    },
  }
}

export type Embedding = ReturnType<typeof createEmbedding>
