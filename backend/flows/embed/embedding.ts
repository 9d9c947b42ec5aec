import type { Baseline, DriftStore } from '../../core/drift.ts'
import type { Embedder, EmbedderPlace, EmbedderStore } from '../../core/embedder.ts'
import type { Clock } from '../../core/ports.ts'
import { baselineFrom } from '../baseline.ts'
import type { Pause } from '../stress/pace.ts'
import { factsOfLogs, logsAtOnce, type Waiting } from './facts.ts'

const hourMs = 3_600_000
/** A new embedder begins with the logs of so long ago: what drift looks at. */
const beginsMs = 24 * hourMs
/** The work is another host's when nothing was heard of its holder for so long: longer than a call may take. */
const leaseMs = 150_000
/** Between two looks for new logs, and for work that another host has. */
const idleMs = 2_000
const othersMs = 15_000
/** While nothing goes: from the first of these to the second, twice as long each time. */
const waitMs = { least: 1_000, most: 60_000 }
/** So many batches of a backlog, then one baseline; when none was due, others are looked for a while later. */
const batchesABaseline = 20
const baselinesMs = 30_000
/** Logs of a baseline that are embedded at most. */
const mostOfBaseline = 1_000

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
  told(message: string): void
  failed(error: unknown): void
}

export interface EmbeddingStatus {
  embedder: string
  /** Stored logs it has not come to; null before it has begun. */
  behind: number | null
  /** Why nothing goes now; null when it does. */
  waiting: string | null
}

const keyOf = ({ route, model }: Baseline): string => JSON.stringify([route, model])

/**
 * Embeds stored logs behind ingest, by an embedder that takes its time: batch by batch along commit order. Sums and place are stored together, so what
 * is killed repeats one batch and counts nothing twice; what waits is in the store, never in memory. One host works at a time. The baselines of the
 * built-in table are made again with this embedder's vectors, of the logs that are still stored.
 */
export const createEmbedding = ({ store, drift, embedder, model, clock, pause, newId, alone, told, failed }: Parts) => {
  const closing = new AbortController()
  const { signal } = closing
  const holder = alone ? 'alone' : newId()
  let current: Promise<void> = Promise.resolve()
  let reason: string | null = null
  let backoff = waitMs.least
  let batches = 0
  let baselinesLookedAt = Number.NEGATIVE_INFINITY
  /** Baselines of which too few logs are left, by what they were made of. */
  const lost = new Set<string>()

  const wait = ({ message, retryAfterMs }: Waiting): number => {
    if (signal.aborted) return 0
    if (reason !== message) told(`embeddings wait: ${message}`)
    reason = message
    const ms = Math.min(waitMs.most, Math.max(retryAfterMs ?? 0, backoff))
    backoff = Math.min(waitMs.most, backoff * 2)
    return ms
  }
  const goesOn = (): void => {
    if (reason !== null) told('embeddings go on')
    reason = null
    backoff = waitMs.least
  }

  /** Vectors of another model under the same name would be compared with those of the first. */
  const changed = (place: EmbedderPlace, by: string | null): Waiting | null =>
    place.by === null || by === null || place.by === by
      ? null
      : { status: 'away', message: `${embedder.id} was ${place.by} and is ${by} now: give the new model another name`, retryAfterMs: null }

  /** Makes one baseline that is due; milliseconds to wait, or null when none was due. */
  const repeatBaseline = async (place: EmbedderPlace): Promise<number | null> => {
    const all = await drift.baselines()
    const own = new Map(all.filter((one) => one.embedder === embedder.id).map((one) => [keyOf(one), one]))
    const due = all.find(
      (one) => one.embedder === model.id && own.get(keyOf(one))?.createdAt !== one.createdAt && !lost.has(keyOf(one) + one.createdAt),
    )
    if (due === undefined) return null
    const { route, state, from, to, createdAt } = due
    const logs = await drift.sampleLogs({
      from,
      to: to + 1,
      route,
      ...(due.model !== null && { model: due.model }),
      // one that came by itself is made of the first logs to arrive
      ...(state === 'set' ? { limit: mostOfBaseline, pick: 'spread' } : { limit: due.sums.count, pick: 'first' }),
    })
    const reply = await factsOfLogs(embedder, logs, signal)
    if (reply.status === 'away') return wait(reply)
    const other = changed(place, reply.by)
    if (other !== null) return wait(other)
    const made = baselineFrom(logs, reply.facts, { route, model: due.model, state, now: createdAt, embedder: embedder.id })
    if (made === null) lost.add(keyOf(due) + createdAt)
    else await drift.saveBaseline(made)
    return 0
  }

  /** One batch, or a baseline; milliseconds until the next. */
  const step = async (): Promise<number> => {
    const now = clock()
    const since = Math.floor((now - beginsMs) / hourMs) * hourMs
    const place = await store.claim(embedder.id, holder, { now, until: now + leaseMs, since })
    if (place === null) return othersMs
    const { logs, upTo } = await store.batch(place.seq, logsAtOnce)
    const reply = await factsOfLogs(
      embedder,
      logs.map(({ entry }) => entry),
      signal,
    )
    if (reply.status === 'away') return wait(reply)
    const other = changed(place, reply.by)
    if (other !== null) return wait(other)
    const facts = logs.flatMap((log, at) => {
      const own = reply.facts[at]
      return own ? [{ ...log, facts: own }] : []
    })
    if (upTo !== place.seq && !(await store.add(embedder.id, { after: place.seq, upTo, by: reply.by, facts }))) return 0
    if (reply.by !== null) goesOn()
    const all = logs.length < logsAtOnce
    const known = { seq: upTo, by: place.by ?? reply.by }
    const looks = known.by !== null && now - baselinesLookedAt >= baselinesMs && (all || ++batches % batchesABaseline === 0)
    const waits = looks ? await repeatBaseline(known) : null
    if (looks && waits === null) baselinesLookedAt = now
    return waits ?? (all ? idleMs : 0)
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
      waiting: reason,
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
