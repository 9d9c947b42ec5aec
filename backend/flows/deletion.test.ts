import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestDatabase } from '../../test/pglite.ts'
import { StoreUnavailable } from '../core/ports.ts'
import { measuredLogs } from '../store/contract/logs.ts'
import { createDeletionStore } from '../store/postgres/deletionStore.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { createDeletions } from './deletion.ts'

describe('deletions', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>
  let now = 1_000_000
  beforeAll(async () => {
    database = await openTestDatabase()
  }, 60_000)
  afterAll(() => database.close())
  beforeEach(async () => {
    for (const table of ['deletions', 'logs', 'log_bodies', 'log_tail']) await database.sql.query(`delete from ${table}`)
    await createLogStore(database.sql, { clock: () => now }).saveLogs(measuredLogs(60))
  })

  /** A process; `outage` is thrown instead of deleting. */
  const start = (outage: () => Error | null = () => null) => {
    const logs = createLogStore(database.sql, { clock: () => now })
    const failed = vi.fn()
    const deleteLogs: typeof logs.deleteLogs = (filter, limit) => {
      const error = outage()
      return error === null ? logs.deleteLogs(filter, limit) : Promise.reject(error)
    }
    const store = createDeletionStore(database.sql)
    return { failed, deletions: createDeletions({ logs: { ...logs, deleteLogs }, store, clock: () => now, failed }) }
  }

  it('go on in the next process when the server was stopped', async () => {
    const first = start().deletions
    await first.stop()
    await first.start({ sessionId: 'even' })
    await first.settled()
    expect(await first.list()).toMatchObject([{ status: 'stopped', deleted: 0 }])
    const next = start().deletions
    await next.takeUp()
    await next.settled()
    expect(await next.list()).toMatchObject([{ status: 'done', deleted: 30, filter: { sessionId: 'even' } }])
  })
  it('go on when the database is back, or when their process was killed, but not before it is clear', async () => {
    let away = true
    const { deletions, failed } = start(() => (away ? new StoreUnavailable('gone') : null))
    await deletions.start({ userId: 'five' })
    await deletions.settled()
    expect(failed).toHaveBeenCalledOnce()
    expect(await deletions.list()).toMatchObject([{ status: 'running' }])
    away = false
    await deletions.takeUp()
    await deletions.settled()
    expect(await deletions.list()).toMatchObject([{ status: 'running' }])
    now += 60_001
    await deletions.takeUp()
    await deletions.settled()
    expect(await deletions.list()).toMatchObject([{ status: 'done', deleted: 12 }])
  })
  it('that cannot be carried out say so', async () => {
    const { deletions, failed } = start(() => new Error('a bug'))
    await deletions.start({ before: 5 })
    await deletions.settled()
    expect(failed).toHaveBeenCalledWith(new Error('a bug'))
    expect(await deletions.list()).toMatchObject([{ status: 'failed', filter: { before: 5 } }])
  })
})
