import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { CampaignStore } from '../../core/campaignStore.ts'
import type { LogStore } from '../../core/ports.ts'
import type { Vendor } from '../../core/provider.ts'
import { createRegistry } from '../../core/registry.ts'
import { pause } from '../../node/pause.ts'
import { testAttempts, testFinding, testLogs, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createDriver } from './drive.ts'
import type { Begun } from './status.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
let campaigns: CampaignStore
beforeEach(async () => {
  database = await openTestDatabase()
  campaigns = createCampaignStore(database.sql)
  await campaigns.createRun(testRun('run'), testAttempts('run'))
}, 60_000)
afterEach(async () => {
  vi.useRealTimers()
  await database.close()
})

const partsOf = (vendor: Partial<Vendor>, begun = new Map<string, Begun>()) => ({
  campaigns,
  vendors: createRegistry([vendorOf(() => answered('Blue.'), vendor)]),
  clock: Date.now,
  random: Math.random,
  pause,
  owner: 'host',
  begun,
  failed: (error: unknown) => expect(error).toBeUndefined(),
  changed: () => {},
})

/** Drives the run to no end: an attempt that was answered is due again. */
const driverOf = (vendor: Partial<Vendor>, onCall: (underWay: number) => Promise<void> | void, begun = new Map<string, Begun>()) => {
  let underWay = 0
  return createDriver({
    ...partsOf(vendor, begun),
    logs: {} as LogStore,
    attempt: async ({ attemptId }, context) => {
      const turn = await context.pace.turn(1, context.halt, () => {})
      if (turn.status !== 'go') return { status: 'back' }
      underWay += 1
      await onCall(underWay)
      await pause(20, [])
      underWay -= 1
      context.pace.heard(turn, answered('Blue.'), Date.now())
      await campaigns.release(attemptId, 'host', { dueAt: 0, tries: 0, progress: null })
      return { status: 'back' }
    },
  })
}

it('a run that goes on after a restart asks no more at a time than the target works on', async () => {
  const atOnce: number[] = []
  let slots = Number.POSITIVE_INFINITY // until it is asked
  const state = async () => {
    slots = 1
    return { missing: null, models: ['a-model'] }
  }
  const driver = driverOf({ atOnce: () => slots, state }, async (underWay) => {
    atOnce.push(underWay)
    if (atOnce.length >= 4) await campaigns.move('run', ['running'], 'stopped', {})
  })
  driver.drive(testRun('run'))
  await driver.settled()
  expect(atOnce.length).toBeGreaterThanOrEqual(4)
  expect(Math.max(...atOnce)).toBe(1)
}, 60_000)

it('it is known since when a run is driven here and how far it was then, and no longer when it has come to a stop', async () => {
  const begun = new Map<string, Begun>()
  const seen: (Begun | undefined)[] = []
  const driver = driverOf(
    {},
    async () => {
      seen.push(begun.get('run'))
      await campaigns.move('run', ['running'], 'paused', {})
      driver.look('run')
    },
    begun,
  )
  const before = Date.now()
  driver.drive(testRun('run'))
  await driver.settled()
  expect(seen[0]?.processedPrompts).toBe(0)
  expect(seen[0]?.at).toBeGreaterThanOrEqual(before)
  expect(begun.size).toBe(0)
}, 60_000)

it('asks again how many calls the target works on, which nobody knows while it is not up', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const atOnce: number[] = []
  let slots = 1
  let isUp = false
  const state = async () => {
    if (isUp) slots = 2
    return { missing: isUp ? null : 'start one', models: [] }
  }
  const driver = driverOf({ atOnce: () => slots, state }, async (underWay) => {
    atOnce.push(underWay)
    if (atOnce.length === 4) {
      isUp = true
      vi.advanceTimersByTime(5_000)
    }
    if (underWay === 2 || atOnce.length === 100) await campaigns.move('run', ['running'], 'stopped', {})
  })
  driver.drive(testRun('run'))
  await driver.settled()
  await driver.close()
  expect(atOnce.slice(0, 4)).toEqual([1, 1, 1, 1])
  expect(atOnce.at(-1)).toBe(2)
}, 60_000)

it('a run is told to be completed when the logs of its findings are stored', async () => {
  let store = () => {}
  const stored = new Promise<void>((done) => {
    store = done
  })
  const saveLogs: LogStore['saveLogs'] = async () => {
    await stored
    return { status: 'saved', stored: [] }
  }
  const driver = createDriver({
    ...partsOf({}),
    logs: { saveLogs } as LogStore,
    attempt: async (attempt, { leave }) => {
      const finish = async () => ({ finding: testFinding(attempt), spent: { nano: 0, tokens: 0 }, logs: testLogs(attempt) })
      return { status: 'stored', failed: false, next: await leave(finish, null) }
    },
  })
  driver.drive(testRun('run'))
  await vi.waitUntil(async () => (await campaigns.open('run')).count === 0, 20_000)
  await vi.waitUntil(async () => (await campaigns.run('run'))?.stress !== null, 20_000) // beside the logs
  expect(await campaigns.run('run')).toMatchObject({ status: 'running', processedPrompts: 6 })
  store()
  await driver.settled()
  expect(await campaigns.run('run')).toMatchObject({ status: 'completed' })
}, 60_000)
