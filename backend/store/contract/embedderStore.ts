import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addFacts, type DriftFacts, type DriftStore, emptyDrift } from '../../core/drift.ts'
import type { EmbedderStore } from '../../core/embedder.ts'
import type { LogStore } from '../../core/ports.ts'
import { measuredLog, testStart } from './logs.ts'

const hour = 3_600_000
const embedder = 'other:model'

export interface OpenEmbedderStore {
  store: EmbedderStore
  drift: DriftStore
  logs: LogStore
  /** The clock that arrivals are noted by. */
  setClock(at: number): void
  close(): Promise<void>
}

const factsOf = (at: number): DriftFacts => ({
  embedder,
  prompt: Int8Array.of(at % 100, 1, 2),
  answer: Int8Array.of(3, at % 100, -4),
  style: Int16Array.of(at, 1, 1, 1, 1, 1, 1, 1),
})

/** Number `at`, with an answer, in the hour of its tens. */
const logOf = (at: number, more: Parameters<typeof measuredLog>[1] = {}) =>
  measuredLog(at * 7, {
    id: `log-${at}`,
    status: 'ok',
    response: `Answer ${at}.`,
    error: null,
    source: 'production',
    route: 'r',
    model: 'm',
    timestamp: testStart + Math.floor(at / 10) * hour,
    ...more,
  })

/** What every EmbedderStore does, beside the stores it adds to. */
export const embedderStoreContract = (name: string, open: () => Promise<OpenEmbedderStore>): unknown =>
  describe(`EmbedderStore on ${name}`, () => {
    let opened: OpenEmbedderStore
    let store: EmbedderStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const when = (now: number) => ({ now, until: now + 100, since: 0 })
    const claim = async (now = 0, holder = 'a') => {
      const place = await store.claim(embedder, holder, when(now))
      if (place === null) throw new Error('another has it')
      return place
    }
    const save = (numbers: readonly number[]) => opened.logs.saveLogs(numbers.map((at) => logOf(at)))
    const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
    /** Embeds one batch, as the flow does. */
    const round = async (limit: number, now = 0) => {
      const { seq: after } = await claim(now)
      const { logs, upTo } = await store.batch(after, limit)
      const facts = logs.map((log) => ({ ...log, facts: factsOf(Number(log.entry.log.id.slice(4))) }))
      return { step: { after, upTo, by: 'm/3', facts }, added: await store.add(embedder, { after, upTo, by: 'm/3', facts }) }
    }
    const rows = () => opened.drift.driftSums({ from: testStart, to: testStart + 100 * hour, embedder, bucketMs: hour })
    const sumsOf = (list: readonly number[]) => {
      const sums = emptyDrift()
      for (const at of list) addFacts(sums, factsOf(at))
      return sums
    }

    it('adds every log once, in commit order, beside the sums of others', async () => {
      await save(numbers(25))
      for (let n = 0; n < 5; n++) expect((await round(7)).added).toBe(true)
      expect((await rows()).map(({ sums }) => sums)).toEqual([
        sumsOf(numbers(10)),
        sumsOf(numbers(20).slice(10)),
        sumsOf(numbers(25).slice(20)),
      ])
      expect(await store.behind(embedder)).toBe(0)
      expect(await opened.drift.driftSums({ from: testStart, to: testStart + 100 * hour, embedder: 'another', bucketMs: null })).toEqual([])
    })
    it('counts nothing twice when a batch is added again', async () => {
      await save(numbers(10))
      const { step } = await round(10)
      expect(await store.add(embedder, step)).toBe(false)
      expect((await rows()).map(({ sums }) => sums)).toEqual([sumsOf(numbers(10))])
    })
    it('skips attacks and calls without an answer, and moves past them', async () => {
      await opened.logs.saveLogs([logOf(1), logOf(2, { source: 'red_team' }), measuredLog(6)])
      const { logs, upTo } = await store.batch(0, 10)
      expect(logs.map(({ entry }) => entry.log.id)).toEqual(['log-1'])
      expect(upTo).toBeGreaterThanOrEqual(3)
      expect(await store.batch(upTo, 10)).toEqual({ logs: [], upTo })
    })
    it('ends a batch at its last log while there are more', async () => {
      await save(numbers(10))
      const { logs, upTo } = await store.batch(0, 4)
      expect(logs).toHaveLength(4)
      expect(upTo).toBe(logs.at(-1)?.seq)
    })
    it('gives a batch of large texts in parts, one log at least', async () => {
      await opened.logs.saveLogs([1, 2, 3].map((at) => logOf(at, { response: 'x'.repeat(5_000_000) })))
      const first = await store.batch(0, 10)
      expect(first.logs).toHaveLength(2)
      expect((await store.batch(first.upTo, 10)).logs).toHaveLength(1)
    })
    it('begins with what arrived since a time, and goes on from where it was', async () => {
      opened.setClock(1_000)
      await save([1, 2])
      opened.setClock(2_000)
      await save([3])
      const place = await store.claim(embedder, 'a', { now: 0, until: 1, since: 1_500 })
      expect((await store.batch(place?.seq ?? 0, 10)).logs.map(({ entry }) => entry.log.id)).toEqual(['log-3'])
      expect(await store.claim(embedder, 'a', { now: 0, until: 1, since: 0 })).toEqual(place)
      const fresh = await store.claim('third', 'a', { now: 0, until: 1, since: 5_000 })
      expect((await store.batch(fresh?.seq ?? 0, 10)).logs).toEqual([])
      expect(await store.behind('unknown')).toBeNull()
    })
    it('belongs to one host at a time, until it leaves or is silent', async () => {
      await claim(0, 'a')
      expect(await store.claim(embedder, 'b', when(50))).toBeNull()
      await claim(60, 'a')
      expect(await store.claim(embedder, 'b', when(150))).toBeNull()
      await claim(160, 'b')
      await store.release(embedder, 'a')
      expect(await store.claim(embedder, 'a', when(161))).toBeNull()
      await store.release(embedder, 'b')
      await claim(161, 'a')
    })
    it('takes no vectors of another model under the same name', async () => {
      await save(numbers(10))
      const { step } = await round(5)
      const { logs, upTo } = await store.batch(step.upTo, 5)
      const facts = logs.map((log) => ({ ...log, facts: factsOf(1) }))
      expect(await store.add(embedder, { after: step.upTo, upTo, by: 'n/4', facts })).toBe(false)
      expect(await claim()).toEqual({ seq: step.upTo, by: 'm/3' })
    })
    it('leaves out what was deleted meanwhile', async () => {
      await opened.logs.saveLogs([logOf(1, { sessionId: 'gone' }), logOf(2, { sessionId: null })])
      const { logs, upTo } = await store.batch((await claim()).seq, 10)
      await opened.logs.deleteLogs({ sessionId: 'gone' }, 10)
      const facts = logs.map((log) => ({ ...log, facts: factsOf(Number(log.entry.log.id.slice(4))) }))
      await store.add(embedder, { after: 0, upTo, by: 'm/3', facts })
      expect((await rows()).map(({ sums }) => sums)).toEqual([sumsOf([2])])
      await opened.logs.deleteLogs({ before: testStart + 100 * hour }, 10)
      expect(await rows()).toEqual([])
    })
    it('keeps a baseline for each embedder', async () => {
      const one = (id: string) => ({
        route: 'r',
        model: null,
        state: 'frozen' as const,
        embedder: id,
        from: 0,
        to: 1,
        createdAt: 2,
        sums: sumsOf([1]),
        spread: { prompt: { squared: 1, axes: [], share: 1 }, answer: { squared: 1, axes: [], share: 1 }, style: 1 },
        parts: [],
        lengths: null,
      })
      await opened.drift.saveBaseline(one('a'))
      for (let n = 0; n < 2; n++) await opened.drift.repeatBaseline(one('b'), 'a')
      expect(await opened.drift.baselines()).toEqual([one('a'), one('b')])
    })
  })
