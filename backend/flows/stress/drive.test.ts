import { expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { LogStore } from '../../core/ports.ts'
import { createRegistry } from '../../core/registry.ts'
import { pause } from '../../node/pause.ts'
import { testAttempts, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createDriver } from './drive.ts'

it('a run that goes on after a restart asks no more at a time than the target works on', async () => {
  const database = await openTestDatabase()
  const campaigns = createCampaignStore(database.sql)
  let slots = Number.POSITIVE_INFINITY // until it is asked
  const vendor = vendorOf(() => answered('Blue.'), {
    atOnce: () => slots,
    state: async () => {
      slots = 1
      return { missing: null, models: ['a-model'] }
    },
  })
  const atOnce: number[] = []
  let underWay = 0
  const driver = createDriver({
    campaigns,
    logs: {} as LogStore,
    vendors: createRegistry([vendor]),
    clock: Date.now,
    random: Math.random,
    pause,
    owner: 'host',
    attempt: async ({ attemptId }, context) => {
      const turn = await context.pace.turn(1, context.halt, () => {})
      if (turn.status !== 'go') return { status: 'back' }
      underWay += 1
      atOnce.push(underWay)
      await pause(20, [])
      underWay -= 1
      context.pace.heard(turn, answered('Blue.'), Date.now())
      await campaigns.release(attemptId, 'host', { dueAt: 0, tries: 0, progress: null })
      if (atOnce.length >= 4) await campaigns.move('run', ['running'], 'stopped', {})
      return { status: 'back' }
    },
    failed: (error) => expect(error).toBeUndefined(),
    changed: () => {},
  })
  await campaigns.createRun(testRun('run'), testAttempts('run'))
  driver.drive(testRun('run'))
  await driver.settled()
  await database.close()
  expect(atOnce.length).toBeGreaterThanOrEqual(4)
  expect(Math.max(...atOnce)).toBe(1)
}, 60_000)
