import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deletion, DeletionStore } from '../../core/deletion.ts'

const deletion = (id: string, more: Partial<Deletion> = {}): Deletion => ({
  id,
  filter: { sessionId: `session ${id}` },
  status: 'running',
  startedAt: 1_000,
  deleted: 0,
  ...more,
})

/** What every DeletionStore does. */
export const deletionStoreContract = (name: string, open: () => Promise<{ store: DeletionStore; close(): Promise<void> }>): unknown =>
  describe(`DeletionStore on ${name}`, () => {
    let store: DeletionStore
    let close: () => Promise<void>
    beforeEach(async () => {
      ;({ store, close } = await open())
    })
    afterEach(() => close())

    it('keeps what was asked, newest first, and how far it came', async () => {
      const [a, b] = [deletion('a'), deletion('b', { filter: { userId: 'u', before: 500 }, startedAt: 2_000 })]
      await store.begin(a)
      await store.begin(b)
      await store.step('a', 1000, 3_000)
      await store.step('a', 7, 4_000)
      await store.end('a', 'done', 5_000)
      await store.end('b', 'failed', 5_000)
      expect(await store.list(10)).toEqual([
        { ...b, status: 'failed' },
        { ...a, status: 'done', deleted: 1007 },
      ])
      expect(await store.list(1)).toHaveLength(1)
    })
    it('gives away what was stopped or is silent, once, and not what is over or under way', async () => {
      for (const id of ['done', 'failed', 'stopped', 'silent', 'busy']) await store.begin(deletion(id))
      for (const status of ['done', 'failed', 'stopped'] as const) await store.end(status, status, 2_000)
      await store.step('busy', 5, 90_000)
      expect((await store.takeUp(60_000, 120_000)).map(({ id, status }) => [id, status]).sort()).toEqual([
        ['silent', 'running'],
        ['stopped', 'running'],
      ])
      expect(await store.takeUp(60_000, 120_000)).toEqual([])
      expect((await store.takeUp(100_000, 160_000)).map(({ id }) => id)).toEqual(['busy'])
    })
  })
