import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addFacts, type Baseline, type DriftFacts, type DriftStore, type DriftSums, emptyDrift } from '../../core/drift.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { LogStore } from '../../core/ports.ts'
import { measuredLog, testStart } from './logs.ts'

const hour = 3_600_000
const embedder = 'test'

export interface OpenDriftStore {
  store: DriftStore
  /** Another host over the same database. */
  logs(): LogStore
  close(): Promise<void>
}

/** Facts of log number `at`, the same each time; every fifth is not embedded. */
const factsOf = (at: number): DriftFacts => {
  const vector = (shift: number) => Int8Array.from({ length: 4 }, (_, d) => ((at * 31 + d * 17 + shift) % 255) - 127)
  return {
    embedder,
    prompt: vector(3),
    answer: at % 5 === 4 ? null : vector(50),
    style: Int16Array.from({ length: 8 }, (_, f) => (at * 7 + f * 100) % 1000),
  }
}

const withFacts = (at: number, more: Partial<MeasuredLog['log']> = {}): MeasuredLog => ({
  ...measuredLog(at, { status: 'ok', response: `Answer ${at}.`, error: null, source: 'production', ...more }),
  facts: factsOf(at),
})
/** Numbers that are no failures in `measuredLog`. */
const good = (count: number): number[] =>
  Array.from({ length: count * 2 }, (_, at) => at)
    .filter((at) => at % 7 !== 6)
    .slice(0, count)

const sumsOf = (numbers: readonly number[]): DriftSums => {
  const sums = emptyDrift()
  for (const at of numbers) addFacts(sums, factsOf(at))
  return sums
}

const baseline = (more: Partial<Baseline> = {}): Baseline => ({
  route: 'answer',
  model: null,
  state: 'provisional',
  embedder,
  from: testStart,
  to: testStart + hour,
  createdAt: testStart + 2 * hour,
  sums: sumsOf([1, 2, 3]),
  spread: {
    prompt: { squared: 0.01, axes: [], share: 1 },
    answer: {
      squared: 0.02,
      axes: [
        [5_000, -1, 0, 7_000],
        [0, 1_234, 0, 0],
      ],
      share: 0.75,
    },
    style: 9.5,
  },
  parts: [{ hour: testStart, model: 'm', sums: sumsOf([1]) }],
  lengths: '{"version":1}',
  ...more,
})

/** What every DriftStore does, beside the LogStore that fills it. */
export const driftStoreContract = (name: string, open: () => Promise<OpenDriftStore>): unknown =>
  describe(`DriftStore on ${name}`, () => {
    let opened: OpenDriftStore
    let store: DriftStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const all = { from: testStart, to: testStart + 100 * hour, embedder, bucketMs: null }

    it('adds up what is stored, once, by hour, route and model', async () => {
      const logs = opened.logs()
      const numbers = good(150)
      for (let from = 0; from < 150; from += 30) await logs.saveLogs(numbers.slice(from, from + 30).map((at) => withFacts(at)))
      await logs.saveLogs(numbers.slice(10, 20).map((at) => withFacts(at)))
      const rows = await store.driftSums({ ...all, bucketMs: hour })
      expect(rows.reduce((count, { sums }) => count + sums.count, 0)).toBe(150)
      for (const { bucket, route, model, sums } of rows)
        expect(sums).toEqual(
          sumsOf(
            numbers.filter((at) => {
              const { log } = withFacts(at)
              return log.route === route && log.model === model && log.timestamp - (log.timestamp % hour) === bucket
            }),
          ),
        )
      const [one] = await store.driftSums({ ...all, route: 'answer', model: 'priced-model' })
      expect(one?.sums).toEqual(sumsOf(numbers.filter((at) => at % 3 === 2 && at % 2 === 0)))
      expect((await store.driftSums({ ...all, route: null })).every(({ route }) => route === null)).toBe(true)
      expect(await store.driftSums({ ...all, embedder: 'another' })).toEqual([])
      expect(await store.driftSums({ ...all, from: testStart + 50 * hour })).toEqual([])
    })
    it('adds what several hosts write', async () => {
      const [a, b] = [opened.logs(), opened.logs()]
      const same = { route: 'answer', model: 'm', timestamp: testStart }
      for (let at = 0; at < 40; at += 4)
        await Promise.all([
          a.saveLogs([withFacts(at, same), withFacts(at + 1, same)]),
          b.saveLogs([withFacts(at + 2, same), withFacts(at + 3, same)]),
        ])
      const [row] = await store.driftSums(all)
      expect(row?.sums).toEqual(sumsOf(Array.from({ length: 40 }, (_, at) => at)))
    })
    it('forgets an hour of which every log was deleted, and the baseline that came of it', async () => {
      const logs = opened.logs()
      const sample = [1, 2, 3].map((at) => withFacts(at, { route: 'answer', model: 'm', timestamp: testStart, sessionId: 'gone' }))
      const kept = withFacts(4, { route: 'answer', model: 'm', timestamp: testStart + hour, sessionId: null })
      const beside = [5, 7].map((at) =>
        withFacts(at, { route: null, model: 'm', timestamp: testStart, sessionId: at === 5 ? 'gone' : null }),
      )
      await logs.saveLogs([...sample, kept, ...beside])
      for (const one of [baseline(), baseline({ route: 'other', state: 'frozen' })]) await store.saveBaseline(one)
      await logs.deleteLogs({ sessionId: 'gone' }, 10)
      const counts = async () => (await store.driftSums(all)).map(({ route, sums }) => [route, sums.count])
      expect(await counts()).toEqual(
        expect.arrayContaining([
          ['answer', 1],
          [null, 2],
        ]),
      ) // what goes in part stays
      expect((await store.youngRoutes(embedder, 10)).find(({ route }) => route === 'answer')?.logs).toBe(1)
      expect(await store.baselines()).toHaveLength(2)
      await logs.saveLogs(sample)
      expect(await counts()).toEqual(expect.arrayContaining([['answer', 4]])) // counted once
      await logs.deleteLogs({ before: testStart + 2 * hour }, 10)
      expect(await store.driftSums(all)).toEqual([])
      expect((await store.baselines()).map(({ route }) => route)).toEqual(['other'])
    })
    it('brings back nothing that another host has deleted', async () => {
      const [logs, same] = [opened.logs(), { route: 'answer', model: 'm', timestamp: testStart }]
      await logs.saveLogs([withFacts(0, same), withFacts(1, same)])
      await opened.logs().deleteLogs({ before: testStart + 1 }, 10)
      await logs.saveLogs([withFacts(2, same)])
      await logs.saveLogs([withFacts(2, same), withFacts(3, same)])
      expect((await store.driftSums(all)).map(({ sums }) => sums)).toEqual([sumsOf([2, 3])])
    })
    it('leaves alone what has no facts', async () => {
      await opened.logs().saveLogs([measuredLog(0), measuredLog(1)])
      expect(await store.driftSums(all)).toEqual([])
      expect(await store.youngRoutes(embedder, 10)).toEqual([])
    })
    it('keeps no facts with the log', async () => {
      const logs = opened.logs()
      await logs.saveLogs([withFacts(1)])
      expect(await logs.log('log-1')).not.toHaveProperty('facts')
    })
    it('keeps a baseline for each route and model, the last one set', async () => {
      const own = baseline({ model: 'm', state: 'set', lengths: null })
      const bare = baseline({ route: null })
      for (const one of [baseline(), own, bare]) await store.saveBaseline(one)
      await store.saveBaseline(baseline({ state: 'frozen', sums: sumsOf([7]) }))
      const found = await store.baselines()
      expect(found).toHaveLength(3)
      expect(found).toEqual(expect.arrayContaining([own, bare, baseline({ state: 'frozen', sums: sumsOf([7]) })]))
    })
    it('knows the first logs of a route by arrival until its baseline lasts', async () => {
      const logs = opened.logs()
      const same = { route: 'answer' }
      // what arrives first happened last
      for (let at = 0; at < 520; at += 130)
        await logs.saveLogs(
          Array.from({ length: 130 }, (_, i) => withFacts(at + i, { ...same, timestamp: testStart + (1000 - at - i) * 1000 })),
        )
      await opened.logs().saveLogs([withFacts(900, { route: null })])
      expect(await store.youngRoutes(embedder, 10)).toEqual([
        { route: 'answer', logs: 500 },
        { route: null, logs: 1 },
      ])
      const first = await store.firstLogs('answer', 200)
      expect(first.map(({ log }) => log.id)).toEqual(Array.from({ length: 200 }, (_, at) => `log-${at}`))
      await store.saveBaseline(baseline())
      expect(await store.youngRoutes(embedder, 1)).toEqual([{ route: 'answer', logs: 500 }])
      await store.saveBaseline(baseline({ state: 'frozen' }))
      expect(await store.youngRoutes(embedder, 10)).toEqual([{ route: null, logs: 1 }])
      await opened.logs().saveLogs([withFacts(901, same)])
      expect(await store.youngRoutes(embedder, 10)).toEqual([{ route: null, logs: 1 }])
    })
    it('repeats a baseline for another embedder only while it is there, and knows young routes by the first alone', async () => {
      const logs = opened.logs()
      const same = { route: 'answer', model: 'm', timestamp: testStart }
      const first = baseline({ state: 'frozen' })
      const other = { ...first, embedder: 'other' }
      await store.saveBaseline(first)
      await store.repeatBaseline({ ...other, createdAt: 1 }, embedder)
      expect(await store.baselines()).toEqual([first])
      await store.repeatBaseline(other, embedder)
      expect(await store.baselines()).toEqual([other, first])
      await store.removeBaseline(other)
      expect(await store.baselines()).toEqual([first])
      await store.repeatBaseline(other, embedder)
      await logs.saveLogs([withFacts(1, same)])
      await logs.deleteLogs({ before: testStart + hour }, 10)
      await store.repeatBaseline(other, embedder)
      expect(await store.baselines()).toEqual([])
      await logs.saveLogs([withFacts(2, same)])
      expect(await store.youngRoutes(embedder, 10)).toEqual([{ route: 'answer', logs: 1 }])
    })
    it('knows the first logs of a route whatever baselines others have', async () => {
      const first = baseline()
      await store.saveBaseline(first)
      await store.repeatBaseline({ ...first, embedder: 'other', state: 'frozen' }, embedder)
      await opened.logs().saveLogs([withFacts(1, { route: 'answer' })])
      expect(await store.youngRoutes(embedder, 10)).toEqual([{ route: 'answer', logs: 1 }])
      await opened.logs().saveLogs([withFacts(2, { route: 'answer' })])
      expect(await store.youngRoutes(embedder, 10)).toEqual([{ route: 'answer', logs: 2 }])
    })
    it('picks logs with an answer, the newest, the first or spread over the range', async () => {
      const same = { route: 'answer', model: 'm' }
      await opened.logs().saveLogs(good(100).map((at) => withFacts(at, same)))
      await opened.logs().saveLogs([measuredLog(6, same), withFacts(501, { ...same, source: 'test' }), withFacts(502, { route: null })])
      const query = { from: testStart, to: testStart + 100 * hour, route: 'answer', limit: 10 }
      const newest = await store.sampleLogs({ ...query, pick: 'newest' })
      expect(newest.map(({ log }) => log.id)).toEqual(
        good(100)
          .slice(-10)
          .reverse()
          .map((at) => `log-${at}`),
      )
      const spread = await store.sampleLogs({ ...query, pick: 'spread' })
      expect(spread).toHaveLength(10)
      expect(spread[0]?.log.timestamp).toBeLessThan(testStart + 20 * 60_000)
      expect(await store.sampleLogs({ ...query, limit: 1000, pick: 'spread' })).toHaveLength(100)
      expect(await store.sampleLogs({ ...query, model: 'none', pick: 'newest' })).toEqual([])
      expect(await store.sampleLogs({ ...query, route: null, pick: 'newest' })).toHaveLength(1)
      await opened.logs().saveLogs([withFacts(700, { ...same, timestamp: testStart })])
      const first = await store.sampleLogs({ ...query, pick: 'first' })
      expect(first.map(({ log }) => log.id)).toEqual(
        good(100)
          .slice(0, 10)
          .map((at) => `log-${at}`),
      )
    })
  })
