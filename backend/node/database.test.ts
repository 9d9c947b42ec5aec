import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../core/ports.ts'
import { measuredLog, measuredLogs } from '../store/contract/logs.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { type Database, openDatabase } from './database.ts'
import { DataFolderHeld, holderOf } from './dataFolder.ts'

const total = async (store: ReturnType<typeof createLogStore>): Promise<number | undefined> =>
  (await store.sums({ bucketMs: null, groupBy: [] }))[0]?.sums.count

/** The worker as it is, but that it dies when told to. */
const mortalWorker = `
  import { parentPort } from 'node:worker_threads'
  await import('./databaseWorker.ts')
  parentPort.on('message', ({ text }) => text === 'die' && process.exit(1))
`

describe('the embedded database', () => {
  let folder: string
  let workerFile: URL
  let database: Database
  const dataDir = () => join(folder, 'data')
  const open = () => openDatabase({ dataDir: dataDir(), databaseUrl: null, workerFile })
  const storeOf = ({ sql }: Database) => createLogStore(sql, { clock: Date.now })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aicwd-'))
    const outfile = resolve('node_modules/.cache', `databaseWorker-${process.pid}.mjs`) // beside node_modules, where it finds its packages
    workerFile = pathToFileURL(outfile)
    await build({
      stdin: { contents: mortalWorker, resolveDir: 'backend/node' },
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    })
    database = await open()
  }, 60_000)
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
    rmSync(workerFile, { force: true })
  })

  it('keeps everybody else out: of the folder and of its files', async () => {
    await expect(open()).rejects.toThrow(DataFolderHeld)
    const loose = readdirSync(dataDir(), { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0)
    expect(loose).toEqual([])
  })
  it('lets no statement slip into a transaction of another', async () => {
    const order: string[] = []
    const inside = database.sql.transaction(async (tx) => {
      await tx.query('select 1')
      order.push('first')
      await tx.query('select pg_sleep(0.05)')
      order.push('last')
    })
    await database.sql.query('select 1')
    order.push('after')
    await inside
    expect(order).toEqual(['first', 'last', 'after'])
  })
  it('takes back a transaction that fails', async () => {
    const failing = database.sql.transaction(async (tx) => {
      await tx.query("insert into sessions values ('gone', null, 1)")
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await database.sql.query("select * from sessions where hash = 'gone'")).toEqual([])
  })
  it('is there again with all that was stored after it is closed, and is kept in order', async () => {
    await storeOf(database).saveLogs(measuredLogs(20))
    await database.maintain()
    await database.close()
    expect(holderOf(dataDir())).toBeNull()
    await expect(database.sql.query('select 1')).rejects.toThrow(StoreUnavailable)
    database = await open()
    expect(await total(storeOf(database))).toBe(20)
  }, 30_000)
  it('that dies makes saving unavailable, writes nothing by halves, and works again', async () => {
    const store = storeOf(database)
    const before = await total(store)
    const half = database.sql.transaction(async (tx) => {
      await tx.query("insert into sessions values ('half', null, 1)")
      await tx.query('die').catch(() => {})
      await tx.query("insert into sessions values ('other half', null, 1)")
    })
    const saving = store.saveLogs([measuredLog(100)])
    await expect(half).rejects.toThrow(StoreUnavailable)
    expect(['saved', 'unavailable']).toContain((await saving).status)
    expect((await store.saveLogs([measuredLog(100)])).status).toBe('saved')
    expect(await total(store)).toBe((before ?? 0) + 1)
    expect(await database.sql.query("select * from sessions where hash like '%half'")).toEqual([])
  }, 30_000)
})
