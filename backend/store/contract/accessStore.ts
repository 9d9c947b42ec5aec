import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccessStore, ApiKey } from '../../core/ports.ts'

const key = (id: string, more: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: `key ${id}`,
  scopes: ['read'],
  createdAt: 1000,
  expiresAt: null,
  ...more,
})

/** What every AccessStore does. */
export const accessStoreContract = (name: string, open: () => Promise<{ store: AccessStore; close(): Promise<void> }>): unknown =>
  describe(`AccessStore on ${name}`, () => {
    let store: AccessStore
    let close: () => Promise<void>
    beforeEach(async () => {
      ;({ store, close } = await open())
    })
    afterEach(() => close())

    it('knows the scopes of a key by its hash alone, until it expires', async () => {
      await store.saveKey(key('a', { scopes: ['ingest', 'read'], expiresAt: 5000 }), 'hash-a')
      expect(await store.scopesOf('hash-a', 4999)).toEqual(['ingest', 'read'])
      expect(await store.scopesOf('hash-a', 5000)).toBeNull()
      expect(await store.scopesOf('a', 0)).toBeNull()
    })
    it('lists keys that are not revoked, oldest first, without their hashes', async () => {
      await store.saveKey(key('b', { createdAt: 2000 }), 'hash-b')
      await store.saveKey(key('a'), 'hash-a')
      expect(await store.keys()).toEqual([key('a'), key('b', { createdAt: 2000 })])
      expect(await store.revokeKey('a')).toBe(true)
      expect(await store.revokeKey('a')).toBe(false)
      expect(await store.revokeKey('nobody')).toBe(false)
      expect((await store.keys()).map(({ id }) => id)).toEqual(['b'])
      expect(await store.scopesOf('hash-a', 0)).toBeNull()
    })
    it('ends sessions with their key, by time, and on request', async () => {
      await store.saveKey(key('a'), 'hash-a')
      await store.saveSession({ hash: 'one', keyHash: 'hash-a', expiresAt: 5000 })
      await store.saveSession({ hash: 'two', keyHash: 'hash-a', expiresAt: 5000 })
      await store.saveSession({ hash: 'operator', keyHash: null, expiresAt: 5000 })
      expect(await store.scopesOf('one', 0)).toEqual(['read'])
      expect(await store.scopesOf('one', 5000)).toBeNull()
      expect(await store.scopesOf('operator', 0)).toEqual(['admin'])
      await store.endSession('two')
      expect(await store.scopesOf('two', 0)).toBeNull()
      await store.revokeKey('a')
      expect(await store.scopesOf('one', 0)).toBeNull()
    })
    it('gives a session no more than its key has at that time', async () => {
      await store.saveKey(key('a', { expiresAt: 3000 }), 'hash-a')
      await store.saveSession({ hash: 'one', keyHash: 'hash-a', expiresAt: 5000 })
      expect(await store.scopesOf('one', 2999)).toEqual(['read'])
      expect(await store.scopesOf('one', 3000)).toBeNull()
    })
  })
