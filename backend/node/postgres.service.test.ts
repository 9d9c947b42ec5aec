import { afterAll, describe, expect, it } from 'vitest'
import { type Postgres, startPostgres } from '../../test/postgres.ts'
import { accessStoreContract } from '../store/contract/accessStore.ts'
import { campaignStoreContract } from '../store/contract/campaignStore.ts'
import { deletionStoreContract } from '../store/contract/deletionStore.ts'
import { driftStoreContract } from '../store/contract/driftStore.ts'
import { embedderStoreContract } from '../store/contract/embedderStore.ts'
import { etlStoreContract } from '../store/contract/etlStore.ts'
import { logStoreContract } from '../store/contract/logStore.ts'
import { measuredLog } from '../store/contract/logs.ts'
import { openDriftOver, openEmbedderOver, openEtlOver, openStoreOver } from '../store/contract/open.ts'
import { createAccessStore } from '../store/postgres/accessStore.ts'
import { createCampaignStore } from '../store/postgres/campaignStore.ts'
import { createDeletionStore } from '../store/postgres/deletionStore.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { migrate } from '../store/postgres/migrations.ts'
import { openDatabase } from './database.ts'
import { openPool } from './pool.ts'

const postgres: Postgres = await startPostgres()
const url = 'skipped' in postgres ? '' : postgres.url
const missing = 'skipped' in postgres ? ` (skipped: ${postgres.skipped})` : ''
afterAll(async () => {
  if (!('skipped' in postgres)) await postgres.stop()
})

let made = 0
/** A database of its own, migrated. */
const fresh = async () => {
  const name = `test_${process.pid}_${++made}`
  const admin = openPool(url)
  await admin.sql.query(`create database ${name}`)
  await admin.close()
  const address = new URL(url)
  address.pathname = `/${name}`
  const pool = openPool(String(address))
  await migrate(pool.sql)
  return { ...pool, address: String(address) }
}

describe.skipIf('skipped' in postgres)(`PostgreSQL${missing}`, () => {
  logStoreContract('PostgreSQL', async () => openStoreOver(await fresh()))

  accessStoreContract('PostgreSQL', async () => {
    const { sql, close } = await fresh()
    return { store: createAccessStore(sql), close }
  })

  etlStoreContract('PostgreSQL', async () => openEtlOver(await fresh()))

  campaignStoreContract('PostgreSQL', async () => {
    const { sql, close } = await fresh()
    return { store: createCampaignStore(sql), close }
  })

  driftStoreContract('PostgreSQL', async () => openDriftOver(await fresh()))

  embedderStoreContract('PostgreSQL', async () => openEmbedderOver(await fresh()))

  deletionStoreContract('PostgreSQL', async () => {
    const { sql, close } = await fresh()
    return { store: createDeletionStore(sql), close }
  })

  it('is migrated once by hosts that start together', async () => {
    const { address, close } = await fresh()
    const pools = [1, 2, 3].map(() => openPool(address))
    await Promise.all(pools.map(({ sql }) => migrate(sql)))
    const versions = await pools[0]?.sql.query<{ version: number }>('select version from schema_version order by version')
    expect(versions).toEqual(versions?.map((_, at) => ({ version: at + 1 })))
    expect(versions).not.toEqual([])
    await Promise.all([...pools.map((pool) => pool.close()), close()])
  })

  it('is opened, kept in order and closed as a database of the product, and says what is wrong when it cannot be', async () => {
    const { address, close } = await fresh()
    const database = await openDatabase({ dataDir: '', databaseUrl: address })
    expect(database.kind).toBe('postgres')
    const store = createLogStore(database.sql, { clock: Date.now })
    await store.saveLogs([measuredLog(1)])
    await database.maintain()
    expect((await store.sums({ bucketMs: null, groupBy: [] }))[0]?.sums.count).toBe(1)
    expect(await database.sql.query('select * from log_tail')).toEqual([])
    await Promise.all([database.close(), close()])
    await expect(openDatabase({ dataDir: '', databaseUrl: `${address}_not_there` })).rejects.toThrow(/does not exist/)
  })

  it('has seq in commit order with three hosts writing, and a reader of the cursor misses nothing', async () => {
    const { sql, close, address } = await fresh()
    const reader = createLogStore(sql, { clock: Date.now })
    const hosts = [1, 2, 3].map(() => openPool(address))
    let writing = 3
    const write = async (host: number) => {
      const store = createLogStore((hosts[host] as (typeof hosts)[0]).sql, { clock: Date.now })
      await Promise.all(
        Array.from({ length: 8 }, async (_, worker) => {
          for (let at = 0; at < 40; at++) {
            const result = await store.saveLogs([
              measuredLog(at, { id: `${host}-${worker}-${at}` }),
              measuredLog(at, { id: `shared-${at}` }),
            ])
            expect(result.status).toBe('saved')
          }
        }),
      )
      writing -= 1
    }
    const writers = [0, 1, 2].map(write)
    const seen: string[] = []
    let cursor: string | null = null
    for (;;) {
      const finished = writing === 0
      const page: Awaited<ReturnType<typeof reader.changes>> = await reader.changes(cursor, 50)
      seen.push(...page.items.map(({ head }) => head.id))
      cursor = page.nextCursor
      if (finished && page.items.length === 0) break
    }
    await Promise.all(writers)
    expect(seen).toHaveLength(3 * 8 * 40 + 40)
    expect(new Set(seen).size).toBe(seen.length)
    expect((await reader.sums({ bucketMs: null, groupBy: [] }))[0]?.sums.count).toBe(seen.length)
    await Promise.all([...hosts.map((host) => host.close()), close()])
  })

  it('ends a statement that takes too long, but for a transaction that may take longer', { timeout: 20_000 }, async () => {
    const { address, close } = await fresh()
    const pool = openPool(address, { statementMs: 100 })
    const longerThanItsClientWaits = pool.sql.transaction((tx) => tx.query('select pg_sleep(5.3)'), { statementMs: 15_000 })
    const shorter = pool.sql.transaction((tx) => tx.query('select pg_sleep(1)'), { statementMs: 200 })
    await expect(shorter).rejects.toThrow('statement timeout')
    await longerThanItsClientWaits
    await expect(pool.sql.query('select pg_sleep(1)')).rejects.toThrow('statement timeout')
    await Promise.all([pool.close(), close()])
  })

  it('that goes away makes saving unavailable and reading throw, and works again when it is back', async () => {
    if ('skipped' in postgres) return
    const { sql, close } = await fresh()
    const store = createLogStore(sql, { clock: Date.now })
    expect((await store.saveLogs([measuredLog(1)])).status).toBe('saved')
    await postgres.halt()
    expect((await store.saveLogs([measuredLog(2)])).status).toBe('unavailable')
    await expect(store.ready()).rejects.toThrow()
    await postgres.resume()
    expect((await store.saveLogs([measuredLog(2)])).status).toBe('saved')
    expect((await store.sums({ bucketMs: null, groupBy: [] }))[0]?.sums.count).toBe(2)
    await close()
  })
})
