import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import type { Engine, EtlStore, Transformed } from '../../core/etl.ts'
import { StoreUnavailable } from '../../core/ports.ts'
import { createEtlStore } from '../../store/postgres/etlStore.ts'
import { createMartStore } from '../../store/postgres/martStore.ts'
import { createEtl } from './etl.ts'
import { retryInMs } from './refresh.ts'

const minute = 60_000
const every = 15 * minute
const start = Date.parse('2026-11-20T10:00:00Z')

const success: Transformed = { status: 'success', rowsIn: 1, models: [], tests: { passed: 1, failed: 0 } }

/** An engine whose runs end when the test says so. */
const createTestEngine = () => {
  const runs: { signal: AbortSignal; full: boolean; end(outcome: Transformed): void; fail(error: Error): void }[] = []
  const engine: Engine = {
    id: 'embedded',
    transform: ({ full, signal }) => new Promise((end, fail) => runs.push({ signal, full, end, fail })),
  }
  return { engine, runs }
}

describe('the schedule of the marts', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>
  let store: EtlStore
  let outage: Error | null
  beforeAll(async () => {
    database = await openTestDatabase()
  }, 60_000)
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.sql.query('delete from etl_runs')
    await database.sql.query('update etl_plan set next_ms = null, failures = 0, seen_seq = 0, begun_ms = 0')
    await database.sql.query('update log_position set last_seq = 0')
    vi.useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
    outage = null
    const sql = {
      ...database.sql,
      query: <Row>(text: string, params?: readonly unknown[]) =>
        outage === null ? database.sql.query<Row>(text, params) : Promise.reject(outage),
      transaction: ((work) =>
        outage === null ? database.sql.transaction(work) : Promise.reject(outage)) as typeof database.sql.transaction,
    }
    store = createEtlStore(sql, Date.now)
  })
  afterEach(() => void vi.useRealTimers())

  let ids = 0
  const createTestEtl = (engine: Engine | null) => {
    const failed = vi.fn()
    return {
      failed,
      etl: createEtl({ store, marts: createMartStore(database.sql), engine, everyMs: every, newId: () => `id ${++ids}`, failed }),
    }
  }
  const runs = () => store.runs(50)
  const statuses = async () => (await runs()).map(({ status }) => status)
  /** Lets timers run and the database answer. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 5_000) {
      await vi.advanceTimersByTimeAsync(Math.min(5_000, left))
      await store.state().catch(() => {})
    }
  }

  it('runs every quarter of an hour, the first one that long after the first start', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.start(5_000)
    expect((await store.state()).nextAt).toBe(start + every)
    await pass(every - minute)
    expect(begun).toHaveLength(0)
    await pass(2 * minute)
    expect(begun).toHaveLength(1)
    begun[0]?.end(success)
    await etl.settled()
    await pass(every - minute)
    expect(begun).toHaveLength(1)
    await pass(2 * minute)
    expect(begun).toHaveLength(2)
    begun[1]?.end(success)
    await etl.close()
    await pass(3 * every)
    expect(begun).toHaveLength(2)
  })
  it('catches up once after an outage of hours, soon after the start', async () => {
    await store.plan(every)
    vi.setSystemTime(start + 100 * every)
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.start(5_000)
    await pass(10_000)
    expect(begun).toHaveLength(1)
    begun[0]?.end(success)
    await etl.settled()
    await pass(every / 2)
    expect(begun).toHaveLength(1)
    await etl.close()
  })
  it('runs on demand, one at a time over two hosts', async () => {
    const { engine, runs: begun } = createTestEngine()
    const [one, two] = [createTestEtl(engine).etl, createTestEtl(engine).etl]
    const first = await one.schedule({ full: true })
    expect(first.status).toBe('started')
    expect([await one.schedule(), await two.schedule()]).toEqual([{ status: 'busy' }, { status: 'busy' }])
    expect(begun.map(({ full }) => full)).toEqual([true])
    await pass(5 * minute) // longer than a lease: it is renewed
    expect(await two.schedule()).toEqual({ status: 'busy' })
    begun[0]?.end(success)
    await one.settled()
    expect((await two.schedule()).status).toBe('started')
    begun[1]?.end(success)
    await two.settled()
    expect(await statuses()).toEqual(['success', 'success'])
    await Promise.all([one.close(), two.close()])
  })
  it('records a failure, tries again soon and ever later, and then goes on as usual', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl, failed } = createTestEtl(engine)
    await etl.schedule()
    for (let at = 0; at < 3; at++) {
      begun[at]?.fail(new Error('division by zero'))
      await etl.settled()
      expect((await store.state()).nextAt).toBe(Date.now() + 15_000 * 2 ** at)
      vi.setSystemTime(Date.now() + 15_000 * 2 ** at)
      await etl.look()
      expect(begun).toHaveLength(at + 2)
    }
    expect(failed).toHaveBeenCalledTimes(3)
    expect((await runs())[1]).toMatchObject({ status: 'failed', error: 'division by zero' })
    begun[3]?.end(success)
    await etl.settled()
    expect(await store.state()).toMatchObject({ nextAt: Date.now() + every, failures: 0 })
    expect([0, 1, 5, 6, 1000].map((failures) => retryInMs(failures, every))).toEqual([15_000, 30_000, 480_000, every, every])
    await etl.close()
  })
  it('records a failure when the database is back, and runs again', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.start(5_000)
    await etl.schedule()
    outage = new StoreUnavailable('connection terminated')
    begun[0]?.fail(outage)
    await pass(2 * minute)
    outage = null
    expect(await statuses()).toEqual(['running'])
    await pass(10_000)
    expect(await runs()).toMatchObject([{ status: 'failed', error: 'connection terminated' }])
    await pass(minute)
    expect(begun).toHaveLength(2)
    begun[1]?.end(success)
    await etl.settled()
    expect(await statuses()).toEqual(['success', 'failed'])
    await etl.close()
  })
  it('ends an engine that hangs, and begins no second one beside it', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.schedule()
    await pass(30 * minute)
    expect(begun[0]?.signal.aborted).toBe(true)
    await pass(10_000)
    await etl.settled()
    expect(await runs()).toMatchObject([
      { status: 'failed', error: expect.stringMatching(/longer than 30 minutes; the engine did not stop/) },
    ])
    expect(await etl.schedule()).toEqual({ status: 'busy' })
    begun[0]?.end(success)
    await pass(1)
    expect((await etl.schedule()).status).toBe('started')
    begun[1]?.end(success)
    await etl.close()
  })
  it('leaves its run to the host that took it over', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    const asked = await etl.schedule()
    vi.setSystemTime(start + 2 * minute) // it was asleep for longer than its lease
    const claim = await store.claim({ runId: 'x', owner: 'another', engine: 'dbt', leaseMs: minute, when: 'due' })
    expect(claim).toMatchObject({ status: 'claimed', lease: { runId: asked.status === 'started' && asked.runId } })
    await pass(30_000)
    expect(begun[0]?.signal.reason).toEqual(new Error('the lease was lost to another host'))
    begun[0]?.fail(new Error('aborted'))
    await etl.settled()
    expect(await statuses()).toEqual(['running'])
    await etl.close()
  })
  it('stops with the server, and the run is due again at once', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.schedule()
    begun[0]?.signal.addEventListener('abort', () => begun[0]?.fail(begun[0].signal.reason as Error))
    await etl.close()
    expect(await runs()).toMatchObject([{ status: 'failed', error: 'the server was stopped' }])
    expect((await store.state()).nextAt).toBe(Date.now())
    expect(await etl.schedule()).toEqual({ status: 'busy' })
  })
  it('starts early when much is new, but not one run after the other', async () => {
    const { engine, runs: begun } = createTestEngine()
    const { etl } = createTestEtl(engine)
    await etl.start(5_000)
    await database.sql.query('update log_position set last_seq = 50001')
    await pass(20_000)
    expect(begun).toHaveLength(1)
    begun[0]?.end(success)
    await etl.settled()
    await database.sql.query('update log_position set last_seq = 200000')
    await pass(20_000)
    expect(begun).toHaveLength(1)
    await pass(minute)
    expect(begun).toHaveLength(2)
    begun[1]?.end(success)
    await etl.close()
  })
  it('leaves runs to a worker where there is no engine', async () => {
    const { etl } = createTestEtl(null)
    const asked = await etl.schedule()
    expect(asked.status).toBe('started')
    expect(await etl.schedule()).toEqual({ status: 'busy' })
    expect(await store.claim({ runId: 'x', owner: 'worker', engine: 'dbt', leaseMs: minute, when: 'due' })).toMatchObject({
      status: 'claimed',
      lease: { runId: asked.status === 'started' && asked.runId },
    })
    await etl.close()
  })
})
