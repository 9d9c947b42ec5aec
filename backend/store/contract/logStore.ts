import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { LogFilter, LogHead, LogQuery, LogStore, Page } from '../../core/ports.ts'
import { addSums, emptySums, type Sums, summarise, sumsOf, wasteByKind } from '../../core/summary.ts'
import { measuredLog, measuredLogs, testStart } from './logs.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface OpenStore {
  store: LogStore
  /** Merges sums as maintenance would at a time. */
  compact(now: number): Promise<void>
  setClock(now: number): void
  close(): Promise<void>
}

const recount = (logs: readonly MeasuredLog[]): Sums =>
  logs.reduce((sums, { log, measurement }) => addSums(sums, sumsOf(log, measurement, wasteByKind(measurement.waste))), emptySums())

const inRange = ({ from, to, model, service, route, source }: LogFilter, { log }: MeasuredLog): boolean =>
  (from === undefined || log.timestamp >= from) &&
  (to === undefined || log.timestamp < to) &&
  (model === undefined || log.model === model) &&
  (service === undefined || log.service === service) &&
  (route === undefined || log.route === route) &&
  (source === undefined || log.source === source)

const total = async (store: LogStore, filter: LogFilter = {}): Promise<Sums> => {
  const rows = await store.sums({ ...filter, bucketMs: null, groupBy: [] })
  expect(rows.length).toBeLessThanOrEqual(1)
  return rows[0]?.sums ?? emptySums()
}

const nonZero = ({ latency, ...rest }: Sums) => ({
  ...rest,
  latency: Object.fromEntries(Object.entries(latency).filter(([, count]) => count !== 0)),
})

const allPages = async <T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const items: T[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await read(cursor)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

const allHeads = (store: LogStore, query: Partial<LogQuery> = {}): Promise<LogHead[]> =>
  allPages((cursor) => store.logs({ limit: 7, ...query, ...(cursor !== undefined && { cursor }) }))

/** What every LogStore does. */
export const logStoreContract = (name: string, open: () => Promise<OpenStore>): unknown =>
  describe(`LogStore on ${name}`, () => {
    let opened: OpenStore
    let store: LogStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      opened.setClock(testStart + day)
    })
    afterEach(() => opened.close())

    describe('saveLogs', () => {
      it('stores an id once, within a batch and across, and says which were new', async () => {
        const [a, b] = [measuredLog(1), measuredLog(2)]
        expect(await store.saveLogs([a, a, b])).toEqual({ status: 'saved', stored: [true, false, true] })
        expect(await store.saveLogs([b, measuredLog(3), a])).toEqual({ status: 'saved', stored: [false, true, false] })
        expect((await total(store)).count).toBe(3)
        expect(await store.saveLogs([])).toEqual({ status: 'saved', stored: [] })
      })
      it('gives back what was stored, to the letter', async () => {
        const odd = measuredLog(5, {
          response: 'quotes " and \\ and \n, 漢字, 😀, {braces}, NULL',
          prompt: '{"a":[1,null]}',
          tags: { a: "b'c" },
        })
        await store.saveLogs([odd])
        expect(await store.log('log-5')).toEqual(odd)
        expect(await store.log('nobody')).toBeNull()
      })
      it('answers each of many callers for its own logs', async () => {
        const results = await Promise.all(Array.from({ length: 40 }, (_, at) => store.saveLogs([measuredLog(at), measuredLog(0)])))
        expect(results.every((result) => result.status === 'saved')).toBe(true)
        expect(results.flatMap((result) => (result.status === 'saved' ? result.stored : [])).filter(Boolean)).toHaveLength(40)
        expect((await total(store)).count).toBe(40)
      })
    })

    describe('sums', () => {
      const logs = measuredLogs(200)
      const filters: LogFilter[] = [
        {},
        { source: 'production' },
        { model: 'priced-model' },
        { route: 'answer', service: 'shop' },
        { from: testStart + hour, to: testStart + 2 * hour },
        { model: 'nobody' },
      ]
      const agree = async () => {
        for (const filter of filters)
          expect(nonZero(await total(store, filter))).toEqual(nonZero(recount(logs.filter((entry) => inRange(filter, entry)))))
      }

      it('are a recount, whatever is asked, before and after compaction, twice', async () => {
        await store.saveLogs(logs.slice(0, 150))
        await store.saveLogs(logs.slice(150))
        await agree()
        await opened.compact(testStart + day)
        await agree()
        await opened.compact(testStart + 10 * day)
        await agree()
        await opened.compact(testStart + 10 * day)
        await agree()
      })
      it('take a late log into minutes that were merged long ago', async () => {
        await store.saveLogs(logs.slice(0, 100))
        await opened.compact(testStart + 10 * day)
        await store.saveLogs(logs.slice(100))
        await store.saveLogs([measuredLog(3, { id: 'late' })])
        for (const now of [testStart + 10 * day, testStart + 10 * day]) {
          expect((await total(store)).count).toBe(201)
          await opened.compact(now)
        }
        expect((await total(store)).count).toBe(201)
      })
      it('of any range are a recount of its quarter-hours, over days that are merged, half merged and not', async () => {
        const long = Array.from({ length: 400 }, (_, at) => measuredLog(at, { timestamp: testStart + at * 19 * minute }))
        const agreeOn = async () => {
          for (const from of [0, 15, 45, 24 * 60, 31 * 60 + 30, 3 * 24 * 60])
            for (const length of [15, 60, 25 * 60, 3 * 24 * 60 + 15]) {
              const filter = { from: testStart + from * minute, to: testStart + (from + length) * minute, source: 'production' } as const
              const expected = nonZero(recount(long.filter((entry) => inRange(filter, entry))))
              for (const bucketMs of [null, 5 * minute, hour, day]) {
                const rows = await store.sums({ ...filter, bucketMs, groupBy: ['route'] })
                expect(nonZero(rows.reduce((sums, row) => addSums(sums, row.sums), emptySums()))).toEqual(expected)
              }
            }
        }
        await store.saveLogs(long.slice(0, 300))
        await opened.compact(testStart + 4 * day)
        await store.saveLogs(long.slice(300))
        await agreeOn()
        await opened.compact(testStart + 4 * day)
        await agreeOn()
        await opened.compact(testStart + 20 * day)
        await agreeOn()
      })
      it('widen a range to whole minutes while they are young, then to quarter-hours', async () => {
        await store.saveLogs(logs)
        const count = async () => (await total(store, { from: testStart + 20.5 * minute, to: testStart + 23.5 * minute })).count
        expect(await count()).toBe(4)
        await opened.compact(testStart + day)
        expect(await count()).toBe(4)
        await opened.compact(testStart + 10 * day)
        expect(await count()).toBe(15)
        await store.saveLogs([measuredLog(16, { id: 'late' })])
        expect(await count()).toBe(16)
      })
      it('by bucket and dimension add up to the whole, oldest first', async () => {
        await store.saveLogs(logs)
        for (const bucketMs of [minute, 15 * minute, hour, day]) {
          const rows = await store.sums({ bucketMs, groupBy: ['model', 'route'] })
          expect(rows.map((row) => row.bucket)).toEqual([...rows].map((row) => row.bucket).sort((a, b) => a - b))
          expect(rows.every((row) => row.bucket % bucketMs === 0)).toBe(true)
          const sum = rows.reduce((sums, row) => addSums(sums, row.sums), emptySums())
          expect(nonZero(sum)).toEqual(nonZero(recount(logs)))
          const one = rows.find((row) => row.group.model === 'priced-model' && row.group.route === null)
          expect(one?.group).toEqual({ model: 'priced-model', route: null })
        }
      })
      it('say how wide a row really is: a bucket within the range, quarter-hours where there are no minutes any more', async () => {
        await store.saveLogs(logs)
        const widths = async (bucketMs: number | null, from: number, to: number) =>
          (await store.sums({ bucketMs, groupBy: [], from: testStart + from * minute, to: testStart + to * minute })).map(
            ({ bucket, widthMs }) => [(bucket - testStart) / minute, widthMs / minute],
          )
        const young = async () => {
          expect(await widths(minute, 20.5, 22.5)).toEqual([20, 21, 22].map((at) => [at, 1]))
          expect(await widths(hour, 20, 75)).toEqual([
            [0, 40],
            [60, 15],
          ])
          expect(await widths(day, 15, 30)).toEqual([[-600, 15]])
          expect(await widths(null, 20.5, 22.5)).toEqual([[20.5, 3]])
        }
        await young()
        await opened.compact(testStart + day)
        await young()
        await opened.compact(testStart + 10 * day)
        for (const late of [1, 2]) {
          expect(await widths(minute, 20.5, 22.5)).toEqual([[15, 15]])
          expect(await widths(hour, 20, 75)).toEqual([
            [0, 45],
            [60, 15],
          ])
          expect(await widths(day, 15, 30)).toEqual([[-600, 15]])
          expect(await widths(null, 20.5, 22.5)).toEqual([[20.5, 15]])
          await store.saveLogs([measuredLog(21, { id: `late-${late}` })])
        }
        expect((await store.sums({ bucketMs: null, groupBy: [] }))[0]?.widthMs).toBe(Number.POSITIVE_INFINITY)
      })
      it('tell the wasted tokens by kind, and they add up', async () => {
        await store.saveLogs(logs)
        for (const now of [testStart + day, testStart + 10 * day]) {
          const { wastedByKind, tokens } = summarise(await total(store))
          expect(Object.values(wastedByKind).reduce((sum, kind) => sum + kind, 0)).toBe(tokens.wasted)
          expect(wastedByKind.repetition).toBe((tokens.wasted * 11) / 16)
          expect(wastedByKind.restatement).toBeGreaterThan(0)
          expect(wastedByKind.filler).toBeGreaterThan(0)
          await opened.compact(now)
        }
      })
      it('read off percentiles of the true latencies', async () => {
        await store.saveLogs(logs)
        const { p50 } = summarise(await total(store)).latencyMs
        expect(p50).toBeGreaterThan(190)
        expect(p50).toBeLessThan(210)
      })
    })

    describe('logs', () => {
      beforeEach(async () => {
        await store.saveLogs(measuredLogs(60))
      })
      const ids = async (query: Partial<LogQuery>) => (await allHeads(store, query)).map(({ id }) => id)

      it('pages through all, newest first, each once', async () => {
        expect(await ids({})).toEqual(Array.from({ length: 60 }, (_, at) => `log-${59 - at}`))
      })
      it('keeps its place while logs arrive', async () => {
        const first = await store.logs({ limit: 10 })
        await store.saveLogs([measuredLog(200), measuredLog(20, { id: 'in-between' })])
        const rest = await allHeads(store, { cursor: first.nextCursor ?? '' })
        const seen = [...first.items, ...rest].map(({ id }) => id)
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen).toContain('in-between')
        expect(seen.filter((id) => id.startsWith('log-') && id !== 'log-200')).toHaveLength(60)
      })
      it('tells logs of the same moment apart', async () => {
        await store.saveLogs(Array.from({ length: 30 }, (_, at) => measuredLog(1, { id: `same-${at}` })))
        const seen = await ids({ from: testStart + minute, to: testStart + 2 * minute })
        expect(new Set(seen).size).toBe(31)
      })
      it('filters by everything there is', async () => {
        expect(await ids({ model: 'priced-model' })).toHaveLength(30)
        expect(await ids({ source: 'test' })).toHaveLength(6)
        expect(await ids({ status: 'error' })).toHaveLength(8)
        expect(await ids({ service: 'shop', route: 'answer' })).toHaveLength(5)
        expect(await ids({ sessionId: 'even' })).toHaveLength(30)
        expect(await ids({ from: testStart + 10 * minute, to: testStart + 12 * minute })).toEqual(['log-11', 'log-10'])
        expect((await ids({ minWaste: 2.5 })).every((id) => Number(id.slice(4)) % 3 === 0)).toBe(true)
        expect(await ids({ minWaste: 5.1 })).toEqual([])
      })
      it('finds text in prompt and answer, whatever its case, and takes it as text', async () => {
        await store.saveLogs([
          measuredLog(70, { response: 'A Needle_in 100% of "hay"' }),
          measuredLog(71, { prompt: 'who needs a needle?' }),
        ])
        expect(await ids({ q: 'NEEDLE' })).toEqual(['log-71', 'log-70'])
        expect(await ids({ q: 'needle_in 100%' })).toEqual(['log-70'])
        expect(await ids({ q: '"hay"' })).toEqual(['log-70'])
        expect(await ids({ q: 'measurement' })).toEqual([])
        expect(await ids({ q: "'; drop table logs; --" })).toEqual([])
      })
      it('finds what messages say, not how they are written', async () => {
        const parts = [{ type: 'text', text: 'the "second"\npart' }, { type: 'image_url' }]
        await store.saveLogs([
          measuredLog(70, { prompt: null, messages: [{ role: 'system', content: 'Say "yes"\nor no' }, { role: 'tool' }] }),
          measuredLog(71, { prompt: null, messages: [{ role: 'user', content: parts }] }),
        ])
        expect(await ids({ q: 'SAY "yes"\nor' })).toEqual(['log-70'])
        expect(await ids({ q: '"second"\nPART' })).toEqual(['log-71'])
        for (const written of ['role', 'content', 'image_url', '\\n', 'null']) expect(await ids({ q: written })).toEqual([])
      })
      it('finds letters of any alphabet whatever their case', async () => {
        await store.saveLogs([measuredLog(70, { prompt: 'Grüße aus KÖLN, привет' })])
        for (const q of ['köln', 'GRÜ', 'ПРИВЕТ']) expect(await ids({ q })).toEqual(['log-70'])
      })
      it('reads a bounded number of bytes for a find, and gets to the end', async () => {
        const long = 'long words '.repeat(800_000)
        for (let at = 70; at < 76; at++) await store.saveLogs([measuredLog(at, { response: at === 70 ? `${long}needle` : long })])
        const first = await store.logs({ q: 'needle', limit: 10 })
        expect(first).toMatchObject({ items: [], nextCursor: expect.any(String) })
        expect(await ids({ q: 'needle' })).toEqual(['log-70'])
      }, 60_000)
      it('rejects a cursor it never gave', async () => {
        await expect(store.logs({ limit: 1, cursor: 'nonsense' })).rejects.toThrow(new RangeError('bad cursor'))
      })
      it('carries heads without bodies', async () => {
        const [head] = await allHeads(store, { to: testStart + minute })
        expect(head).toEqual({
          id: 'log-0',
          timestamp: testStart,
          model: 'priced-model',
          service: 'shop',
          route: null,
          source: 'production',
          status: 'ok',
          preview: 'Question 0?',
          tokens: 30,
          latencyMs: null,
          cognitiveWaste: 5,
          tokenEfficiency: 4 / 30,
          refusal: 'none',
          loop: false,
          costUsd: 0.001,
          wastedUsd: 0.00016,
          wastePreview: {
            text: 'Answer 0. The same again. The same again.',
            spans: [
              { start: 10, end: 25, kind: 'restatement', reason: 'asked before' },
              { start: 26, end: 41, kind: 'repetition', reason: 'said before' },
            ],
          },
        })
      })
    })

    describe('changes', () => {
      it('come in commit order, each once, and end where the position is', async () => {
        await Promise.all(Array.from({ length: 20 }, (_, at) => store.saveLogs([measuredLog(at), measuredLog(at + 1)])))
        const seen: string[] = []
        let cursor: string | null = null
        for (;;) {
          const page: Awaited<ReturnType<LogStore['changes']>> = await store.changes(cursor, 3)
          if (page.items.length === 0) break
          seen.push(...page.items.map(({ head }) => head.id))
          cursor = page.nextCursor
        }
        expect(seen).toHaveLength(21)
        expect(new Set(seen).size).toBe(21)
        expect(await store.position()).toMatchObject({ cursor, newestArrival: testStart + day })
      })
      it('say how far behind a cursor is, and reject one of another store', async () => {
        expect(await store.position()).toEqual({ cursor: null, behind: 0, newestArrival: null })
        await store.saveLogs(measuredLogs(5))
        const { items } = await store.changes(null, 2)
        expect((await store.position(items[1]?.cursor)).behind).toBe(3)
        await expect(store.position('999999')).rejects.toThrow(RangeError)
        await expect(store.position('x')).rejects.toThrow(RangeError)
      })
      it('never give out a place twice, also after everything was deleted', async () => {
        await store.saveLogs(measuredLogs(5))
        const { cursor } = await store.position()
        await store.deleteLogs({ before: testStart + day }, 100)
        await store.saveLogs([measuredLog(50)])
        expect((await store.changes(cursor, 10)).items.map(({ head }) => head.id)).toEqual(['log-50'])
      })
      it('carry an excerpt with the wasted words', async () => {
        await store.saveLogs([measuredLog(0), measuredLog(1)])
        const [wasting, other] = (await store.changes(null, 2)).items
        const { text, spans } = wasting?.head.wastePreview ?? { text: '', spans: [] }
        expect(text.slice(spans[0]?.start, spans[0]?.end)).toContain('same')
        expect(other?.head.wastePreview).toBeNull()
      })
    })

    describe('deleting', () => {
      const logs = measuredLogs(60)
      beforeEach(async () => {
        await store.saveLogs(logs)
      })
      it('takes logs, texts and sums away, in batches, before and after compaction', async () => {
        await opened.compact(testStart + 10 * day)
        expect(await store.deleteLogs({ sessionId: 'even' }, 20)).toBe(20)
        expect(await store.deleteLogs({ sessionId: 'even' }, 20)).toBe(10)
        expect(await store.deleteLogs({ sessionId: 'even' }, 20)).toBe(0)
        const left = logs.filter(({ log }) => log.sessionId !== 'even')
        for (const now of [testStart + day, testStart + 10 * day]) {
          expect(nonZero(await total(store))).toEqual(nonZero(recount(left)))
          await opened.compact(now)
        }
        expect(nonZero(await total(store))).toEqual(nonZero(recount(left)))
        expect(await store.log('log-2')).toBeNull()
        expect(await allHeads(store)).toHaveLength(30)
      })
      it('is by user or time as well, and by nothing is a bug', async () => {
        expect(await store.deleteLogs({ userId: 'five' }, 100)).toBe(12)
        expect(await store.deleteLogs({ before: testStart + 10 * minute }, 100)).toBe(8)
        expect(() => store.deleteLogs({}, 100)).toThrow(TypeError)
      })
      it('by retention goes by arrival and keeps the sums', async () => {
        opened.setClock(testStart + 5 * day)
        await store.saveLogs([measuredLog(100)])
        expect(await store.expireLogs(testStart + 2 * day, 1000)).toBe(60)
        expect((await allHeads(store)).map(({ id }) => id)).toEqual(['log-100'])
        expect((await total(store)).count).toBe(61)
      })
    })

    it('ranks prompts by wasted dollars, then tokens, with an example that wastes', async () => {
      const logs = measuredLogs(60)
      await store.saveLogs(logs)
      const rows = await store.topPrompts({ source: 'production' }, 3)
      expect(rows).toHaveLength(3)
      const dollars = rows.map((row) => row.wastedUsd ?? -1)
      expect(dollars).toEqual([...dollars].sort((a, b) => b - a))
      for (const row of rows) {
        const same = logs.filter(({ log }) => log.prompt === row.preview && log.source === 'production')
        expect(row.count).toBe(same.length)
        expect(row.wastedTokens).toBe(recount(same).wasted)
        expect((await store.log(row.exampleId))?.measurement.tokens.wasted).toBeGreaterThan(0)
      }
    })
    it('has an example of a group, or none', async () => {
      await store.saveLogs(measuredLogs(10))
      expect((await store.log((await store.exampleOf({ route: 'answer' })) ?? ''))?.log.route).toBe('answer')
      expect(await store.exampleOf({ route: 'nowhere' })).toBeNull()
    })
    it('exports everything once, in time order', async () => {
      const logs = measuredLogs(25)
      await store.saveLogs(logs)
      const all = await allPages((cursor) => store.fullLogs({}, cursor ?? null, 10))
      expect(all).toEqual(logs)
      expect(await allPages((cursor) => store.fullLogs({ source: 'test' }, cursor ?? null, 10))).toHaveLength(2)
    })
    it('exports pages of a bounded size, whatever the texts, one log at least', async () => {
      const response = 'x'.repeat(3 * 1024 * 1024)
      const logs = Array.from({ length: 6 }, (_, at) => measuredLog(at, { response: at === 3 ? response.repeat(4) : response }))
      for (const log of logs) await store.saveLogs([log])
      const sizes: number[] = []
      const all = await allPages(async (cursor) => {
        const page = await store.fullLogs({}, cursor ?? null, 100)
        sizes.push(page.items.length)
        return page
      })
      expect(all.map(({ log }) => log.id)).toEqual(logs.map(({ log }) => log.id))
      expect(sizes).toEqual([2, 1, 1, 2])
    }, 60_000)
    it('is ready', async () => {
      await store.ready()
    })
  })
