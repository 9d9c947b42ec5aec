import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { CampaignStore, Claimed, Finished } from '../../core/campaignStore.ts'
import type { LogStore } from '../../core/ports.ts'
import { testAttempts, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createAttempts } from './attempt.ts'
import { createCrew } from './crew.ts'
import { createPace, type Pause } from './pace.ts'
import { createReferences } from './scoring.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
beforeAll(async () => {
  database = await openTestDatabase()
}, 60_000)
afterAll(() => database.close())

const pause: Pause = (ms, signals) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms)
    for (const signal of signals) signal.addEventListener('abort', () => done(clearTimeout(timer)))
  })

it('a place goes on when an answer is kept; its finding is made of that by whoever comes after a crash, and nothing is asked again', async () => {
  const store = createCampaignStore(database.sql)
  const run = testRun('kept', { config: { ...testRun('kept').config, concurrency: 1 } })
  const strategies: Record<string, string> = { one: 'persona', two: 'over-refusal' }
  const attempts = testAttempts('kept').map((one) => ({ ...one, task: { ...one.task, strategy: strategies[one.task.strategy] ?? '' } }))
  await store.createRun(run, attempts)
  const asked: string[] = []
  const dead = new Promise<never>(() => {})
  let crashed = () => {}
  const sentTwice = new Promise<void>((done) => {
    crashed = done
  })
  const vendor = vendorOf(async ({ messages }) => {
    asked.push(messages.map(({ content }) => content).join(' '))
    if (asked.length > 1) crashed()
    await (asked.length > 1 ? dead : pause(150, []))
    return answered('Blue.')
  })
  // The host dies before it stores a finding.
  const campaigns: CampaignStore = {
    ...store,
    saveFindings: (runId, finished, owner, taking) => (finished.length > 0 ? dead : store.saveFindings(runId, finished, owner, taking)),
  }
  const parts = { campaigns, clock: () => 2_000, random: () => 0.5, pause, newId: () => 'id', tools: {} }
  const attempt = createAttempts(parts)
  const context = {
    run,
    vendor,
    pace: createPace(parts),
    owner: 'host',
    halt: new AbortController().signal,
    generate: null,
    judge: null,
    patient: () => true,
    reference: createReferences(store),
    waits: () => {},
    moment: () => pause(10, []),
  }
  const crew = createCrew(
    {
      ...parts,
      logs: {} as LogStore,
      attempt,
      calls: new Map(),
      lease: () => ({ owner: 'host', until: 3_000 }),
      heard: () => {},
      ends: async () => {},
      failed: (error) => {
        throw error
      },
      changed: () => {},
    },
    context,
  )
  expect(await crew.fill()).toBe(1)
  await sentTwice
  expect(await store.open('kept')).toMatchObject({ count: 6 })

  const [first] = await store.claimAttempts('kept', 1, { owner: 'next', until: 9_000 }, 4_000)
  const stored: Omit<Finished, 'leavesPlace'>[] = []
  await attempt(first as Claimed, {
    ...context,
    owner: 'next',
    abandon: new AbortController().signal,
    leave: async (finished) => {
      stored.push(finished)
      return null
    },
    needs: () => {},
    sent: () => {},
    forgo: async () => {},
  })
  expect(asked).toHaveLength(2)
  expect(stored).toMatchObject([
    { finding: { findingId: 'kept-0', response: 'Blue.' }, spent: { tokens: 30 }, logs: [{ log: { response: 'Blue.' } }] },
  ])
})
