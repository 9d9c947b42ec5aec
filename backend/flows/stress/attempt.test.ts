import { afterAll, beforeAll, expect, it } from 'vitest'
import { logWith, usageOf } from '../../../test/logWith.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { vendorOf } from '../../../test/vendor.ts'
import type { Campaign } from '../../core/campaign.ts'
import type { Claimed, Finished } from '../../core/campaignStore.ts'
import { testAttempts, testFinding, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createAttempts } from './attempt.ts'
import type { RunContext } from './context.ts'
import { createPace } from './pace.ts'
import { createReferences } from './scoring.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
beforeAll(async () => {
  database = await openTestDatabase()
}, 60_000)
afterAll(() => database.close())

const clock = () => 2_000
const pause = async () => {}
const parts = { clock, random: () => 0.5, pause, newId: () => 'id', tools: {} }

/** Of a run in which nothing is to be asked, judged or found, but for what `more` says. */
const contextOf = (run: Campaign, more: Partial<RunContext>): RunContext => ({
  run,
  vendor: vendorOf(() => Promise.reject(new Error('nothing is to be asked'))),
  pace: createPace(parts),
  owner: 'host',
  halt: new AbortController().signal,
  abandon: new AbortController().signal,
  generate: null,
  judge: null,
  patient: () => true,
  reference: () => Promise.reject(new Error('nothing was answered')),
  leave: () => Promise.reject(new Error('nothing was found')),
  needs: () => {},
  sent: () => {},
  forgo: pause,
  waits: () => {},
  moment: pause,
  ...more,
})

it('of which no call was made costs nothing when the host goes down while it is said in other words', async () => {
  const campaigns = createCampaignStore(database.sql)
  const run = testRun('run')
  const attempts = testAttempts('run').map((attempt) => ({
    ...attempt,
    task: { ...attempt.task, strategy: 'persona', free: { start: 0, end: attempt.task.opening.length } },
  }))
  await campaigns.createRun(run, attempts)
  const controls = await campaigns.claimAttempts('run', 2, { owner: 'host', until: 3_000 }, 2_000)
  const finished = controls.map((control, at) => ({
    finding: testFinding(control),
    spent: { nano: 1, tokens: 1 },
    logs: [],
    leavesPlace: at === 0,
  }))
  const each = { nano: 1_000, tokens: 200 }
  const [claimed] = await campaigns.saveFindings('run', finished, 'host', { until: 3_000, now: 2_000, each, ahead: 0 })
  expect(claimed?.reserved).toEqual(each)
  const down = new AbortController()
  const context = contextOf(run, {
    halt: down.signal,
    abandon: down.signal,
    generate: async () => {
      down.abort()
      return null
    },
  })
  const attempt = createAttempts({ campaigns, ...parts })
  expect(await attempt(claimed as Claimed, context)).toEqual({ status: 'back' })
  const next = await campaigns.claimAttempts('run', 1, { owner: 'next', until: 9_000 }, 4_000)
  expect(next).toMatchObject([{ attemptId: claimed?.attemptId, progress: null }])
  const books = 'select lost_nano as nano, lost_tokens as tokens from red_team_runs'
  expect(await database.sql.query(books)).toEqual([{ nano: 0, tokens: 0 }])
})

it('is concluded from what the version before kept of it, and its call is paid', async () => {
  const campaigns = createCampaignStore(database.sql)
  await campaigns.createRun(
    testRun('former'),
    testAttempts('former').map((one) => ({ ...one, task: { ...one.task, strategy: 'persona' } })),
  )
  const [claimed] = await campaigns.claimAttempts('former', 1, { owner: 'host', until: 3_000 }, 2_000)
  const usage = usageOf({ promptTokens: 20, completionTokens: 10, accounting: 'inclusive' })
  const logs = [{ log: logWith({ response: 'Blue.', usage }), measurement: {} }]
  const transcript = [
    { role: 'user', content: 'Which colour?' },
    { role: 'assistant', content: 'Blue.' },
  ]
  const left: Omit<Finished, 'leavesPlace'>[] = []
  const context = contextOf(testRun('former'), {
    reference: createReferences(campaigns),
    leave: async (finish) => {
      left.push(await finish())
      return null
    },
  })
  const progress = JSON.stringify({ transcript, logs, owed: { nano: 0, tokens: 30 } })
  await createAttempts({ campaigns, ...parts })({ ...(claimed as Claimed), progress }, context)
  expect(left).toMatchObject([{ spent: { tokens: 30 }, finding: { response: 'Blue.' }, logs: [{ log: { response: 'Blue.' } }] }])
})

it.each([0, 0.123, 0.999])('is tried again a little later when its call failed, whatever the dice say: %s', async (dice) => {
  const campaigns = createCampaignStore(database.sql)
  const runId = `again ${dice}`
  await campaigns.createRun(
    testRun(runId),
    testAttempts(runId).map((one) => ({ ...one, task: { ...one.task, strategy: 'persona' } })),
  )
  const [claimed] = await campaigns.claimAttempts(runId, 1, { owner: 'host', until: 9_000 }, 2_000)
  const context = contextOf(testRun(runId), {
    vendor: vendorOf(() => ({ status: 'failed', again: true, billed: false, message: 'boom', latencyMs: 1 })),
  })
  const attempt = createAttempts({ campaigns, ...parts, random: () => dice })
  expect(await attempt(claimed as Claimed, context)).toEqual({ status: 'back' })
  const ids = async (now: number) =>
    (await campaigns.claimAttempts(runId, 4, { owner: 'next', until: now + 1 }, now)).map((one) => one.attemptId)
  expect(await ids(2_399)).not.toContain(claimed?.attemptId)
  expect(await ids(2_800)).toContain(claimed?.attemptId)
})
