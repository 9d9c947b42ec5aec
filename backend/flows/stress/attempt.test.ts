import { afterAll, beforeAll, expect, it } from 'vitest'
import { logWith, usageOf } from '../../../test/logWith.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { vendorOf } from '../../../test/vendor.ts'
import type { Claimed, Finished } from '../../core/campaignStore.ts'
import { testAttempts, testFinding, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createAttempts } from './attempt.ts'
import { createPace } from './pace.ts'
import { createReferences } from './scoring.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
beforeAll(async () => {
  database = await openTestDatabase()
}, 60_000)
afterAll(() => database.close())

it('of which no call was made costs nothing when the host goes down while it is said in other words', async () => {
  const campaigns = createCampaignStore(database.sql)
  const run = testRun('run')
  const attempts = testAttempts('run').map((attempt) => ({
    ...attempt,
    task: { ...attempt.task, strategy: 'persona', free: { start: 0, end: attempt.task.opening.length } },
  }))
  await campaigns.createRun(run, attempts)
  const clock = () => 2_000
  const pause = async () => {}
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
  const context = {
    run,
    vendor: vendorOf(() => Promise.reject(new Error('nothing is to be asked'))),
    pace: createPace({ clock, random: () => 0.5, pause }),
    owner: 'host',
    halt: down.signal,
    abandon: down.signal,
    generate: async () => {
      down.abort()
      return null
    },
    judge: null,
    patient: () => true,
    reference: () => Promise.reject(new Error('nothing was answered')),
    leave: () => Promise.reject(new Error('nothing was found')),
    needs: () => {},
    sent: () => {},
    forgo: async () => {},
    waits: () => {},
    moment: pause,
  }
  const attempt = createAttempts({ campaigns, clock, random: () => 0.5, pause, newId: () => 'id', tools: {} })
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
  const pause = async () => {}
  const attempt = createAttempts({ campaigns, clock: () => 2_000, random: () => 0.5, pause, newId: () => 'id', tools: {} })
  await attempt(
    { ...(claimed as Claimed), progress: JSON.stringify({ transcript, logs, owed: { nano: 0, tokens: 30 } }) },
    {
      run: testRun('former'),
      vendor: vendorOf(() => Promise.reject(new Error('nothing is to be asked'))),
      pace: createPace({ clock: () => 2_000, random: () => 0.5, pause }),
      owner: 'host',
      halt: new AbortController().signal,
      abandon: new AbortController().signal,
      generate: null,
      judge: null,
      patient: () => true,
      reference: createReferences(campaigns),
      leave: async (finish) => {
        left.push(await finish())
        return null
      },
      needs: () => {},
      sent: () => {},
      forgo: async () => {},
      waits: () => {},
      moment: pause,
    },
  )
  expect(left).toMatchObject([{ spent: { tokens: 30 }, finding: { response: 'Blue.' }, logs: [{ log: { response: 'Blue.' } }] }])
})
