import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Claim, ClaimWish, EtlStore, Transformed } from '../../core/etl.ts'

export interface OpenEtl {
  store: EtlStore
  setClock(now: number): void
  close(): Promise<void>
}

const start = Date.parse('2026-11-20T10:00:00Z')
const minute = 60_000
const every = 15 * minute

const success: Transformed = {
  status: 'success',
  rowsIn: 7,
  models: [{ name: 'mart_metrics', status: 'success', rows: 3, ms: 12 }],
  tests: { passed: 2, failed: 0 },
}
const failure: Transformed = { status: 'failed', rowsIn: 0, models: [], tests: { passed: 0, failed: 1 }, error: 'the disk is full' }

/** What every EtlStore does. */
export const etlStoreContract = (name: string, open: () => Promise<OpenEtl>): unknown =>
  describe(`EtlStore on ${name}`, () => {
    let opened: OpenEtl
    let store: EtlStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      opened.setClock(start)
    })
    afterEach(() => opened.close())

    const wish = (runId: string, more: Partial<ClaimWish> = {}): ClaimWish => ({
      runId,
      owner: `owner of ${runId}`,
      engine: 'embedded',
      leaseMs: minute,
      when: 'due',
      ...more,
    })
    const claimed = async (asked: ClaimWish) => {
      const claim = await store.claim(asked)
      if (claim.status !== 'claimed') throw new Error(`not claimed but ${claim.status}`)
      return claim
    }
    const statusOf = ({ status }: Claim) => status

    it('knows no slot before it is planned, and then keeps the sooner one', async () => {
      expect(await store.state()).toEqual({ now: start, nextAt: null, failures: 0, freshAt: null })
      expect(await store.claim(wish('early'))).toEqual({ status: 'idle' })
      await store.plan(every)
      opened.setClock(start + minute)
      await store.plan(every)
      expect((await store.state()).nextAt).toBe(start + every)
      await store.plan(minute)
      expect((await store.state()).nextAt).toBe(start + 2 * minute)
    })
    it('gives a due run once, and none before its time', async () => {
      await store.plan(every)
      opened.setClock(start + every - 1)
      expect(statusOf(await store.claim(wish('early')))).toBe('idle')
      opened.setClock(start + every)
      const claims = await Promise.all(['a', 'b', 'c'].map((id) => store.claim(wish(id))))
      expect(claims.map(statusOf).sort()).toEqual(['busy', 'busy', 'claimed'])
      const running = (await store.runs(10))[0]
      expect(running).toMatchObject({ status: 'running', startedAt: start + every, finishedAt: null, error: null })
      for (const claim of claims) if (claim.status === 'busy') expect(claim.runId).toBe(running?.runId)
    })
    it('runs a missed slot once, however long it is past', async () => {
      await store.plan(every)
      opened.setClock(start + 50 * every)
      await store.plan(every)
      const { lease } = await claimed(wish('late'))
      expect(await store.finish(lease, { engine: 'embedded', outcome: success, nextInMs: every })).toBe(true)
      expect(statusOf(await store.claim(wish('again')))).toBe('idle')
      expect((await store.state()).nextAt).toBe(start + 51 * every)
    })
    it('begins one on demand, and keeps what became of it', async () => {
      const { lease, leaseUntil } = await claimed(wish('asked', { when: 'now' }))
      expect([lease.runId, leaseUntil]).toEqual(['asked', start + minute])
      expect(statusOf(await store.claim(wish('other', { when: 'now' })))).toBe('busy')
      opened.setClock(start + 5_000)
      await store.finish(lease, { engine: 'dbt', outcome: success, nextInMs: every })
      expect(await store.runs(10)).toEqual([
        {
          runId: 'asked',
          engine: 'dbt',
          status: 'success',
          startedAt: start,
          finishedAt: start + 5_000,
          rowsIn: 7,
          models: success.models,
          tests: success.tests,
          error: null,
        },
      ])
      expect(await store.state()).toEqual({ now: start + 5_000, nextAt: start + 5_000 + every, failures: 0, freshAt: start })
    })
    it('counts failures until a run succeeds, and says why', async () => {
      for (const [at, outcome] of [failure, failure, success].entries()) {
        const claim = await claimed(wish(`run ${at}`, { when: 'now' }))
        expect(claim.failures).toBe(at)
        await store.finish(claim.lease, { engine: 'embedded', outcome, nextInMs: 30_000 })
        expect((await store.state()).nextAt).toBe(start + at * minute + 30_000)
        opened.setClock(start + (at + 1) * minute)
      }
      expect((await store.state()).failures).toBe(0)
      expect((await store.runs(10)).map(({ status, error }) => [status, error])).toEqual([
        ['success', null],
        ['failed', 'the disk is full'],
        ['failed', 'the disk is full'],
      ])
    })
    it('makes a run due again when its lease has ended, with its own id, and lets the late holder change nothing', async () => {
      const late = await claimed(wish('first', { when: 'now' }))
      opened.setClock(start + minute - 1)
      expect(statusOf(await store.claim(wish('second')))).toBe('busy')
      opened.setClock(start + minute)
      const { lease } = await claimed(wish('second', { engine: 'dbt' }))
      expect(lease).toEqual({ runId: 'first', owner: 'owner of second' })
      expect(await store.renew(late.lease, minute)).toBe(false)
      expect(await store.finish(late.lease, { engine: 'embedded', outcome: failure, nextInMs: 0 })).toBe(false)
      expect((await store.runs(10)).map(({ runId, status, engine }) => [runId, status, engine])).toEqual([['first', 'running', 'dbt']])
      expect(await store.finish(lease, { engine: 'dbt', outcome: success, nextInMs: every })).toBe(true)
      expect(await store.finish(lease, { engine: 'dbt', outcome: failure, nextInMs: every })).toBe(false)
      expect((await store.state()).failures).toBe(0)
    })
    it('keeps a run with its holder as long as the lease is renewed', async () => {
      const { lease } = await claimed(wish('long', { when: 'now' }))
      for (let at = 1; at <= 5; at++) {
        opened.setClock(start + at * 40_000)
        expect(await store.renew(lease, minute)).toBe(true)
        expect(statusOf(await store.claim(wish('other', { when: 'now' })))).toBe('busy')
      }
    })
    it('gives up a run whose holders were lost three times, and comes back to it later', async () => {
      await claimed(wish('deadly', { when: 'now' }))
      for (const at of [1, 2]) {
        opened.setClock(start + at * minute)
        await claimed(wish(`after ${at}`))
      }
      opened.setClock(start + 3 * minute)
      expect(statusOf(await store.claim(wish('third')))).toBe('idle')
      expect(await store.runs(10)).toMatchObject([{ runId: 'deadly', status: 'failed', error: expect.stringContaining('lost 3 times') }])
      opened.setClock(start + 9 * minute)
      expect((await claimed(wish('anew'))).failures).toBe(1)
    })
    it('does not take a clock that was put back for a lease of days', async () => {
      await store.plan(every)
      await claimed(wish('ahead', { when: 'now' }))
      opened.setClock(start - 1_000 * minute)
      await store.plan(every)
      expect((await store.state()).nextAt).toBe(start - 985 * minute)
      expect((await claimed(wish('back'))).lease.runId).toBe('ahead')
    })
    it('ends the leases of those who are known to be gone', async () => {
      const { lease } = await claimed(wish('left', { owner: 'host:a', when: 'now' }))
      await store.release('worker:')
      expect(await store.renew(lease, minute)).toBe(true)
      await store.release('host:')
      expect((await claimed(wish('next'))).lease.runId).toBe('left')
    })
    it('queues a run for whoever claims it, one at a time', async () => {
      expect(await store.queue({ runId: 'wanted', engine: 'dbt' })).toBe('wanted')
      expect(await store.queue({ runId: 'more', engine: 'dbt' })).toBeNull()
      expect((await claimed(wish('worker'))).lease).toEqual({ runId: 'wanted', owner: 'owner of worker' })
      expect(await store.queue({ runId: 'more', engine: 'dbt' })).toBeNull()
    })
    it('lists the newest first and forgets the oldest, but no run that runs', async () => {
      for (let at = 0; at < 6; at++) {
        opened.setClock(start + at * minute)
        const { lease } = await claimed(wish(`run ${at}`, { when: 'now' }))
        await store.finish(lease, { engine: 'embedded', outcome: success, nextInMs: every })
      }
      expect((await store.runs(2)).map(({ runId }) => runId)).toEqual(['run 5', 'run 4'])
      await store.prune(4)
      expect(await store.runs(10)).toHaveLength(4)
      opened.setClock(start)
      await claimed(wish('old and running', { when: 'now' }))
      await store.prune(1)
      expect((await store.runs(10)).map(({ runId }) => runId)).toEqual(['run 5', 'old and running'])
    })
  })
