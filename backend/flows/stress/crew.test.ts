import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { Campaign } from '../../core/campaign.ts'
import type { CampaignStore, Claimed, Finished } from '../../core/campaignStore.ts'
import type { LogStore } from '../../core/ports.ts'
import { pause } from '../../node/pause.ts'
import { testAttempts, testRun } from '../../store/contract/campaigns.ts'
import { createCampaignStore } from '../../store/postgres/campaignStore.ts'
import { createAttempts } from './attempt.ts'
import type { RunContext } from './context.ts'
import { createCrew } from './crew.ts'
import { createPace } from './pace.ts'
import { createReferences } from './scoring.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
beforeAll(async () => {
  database = await openTestDatabase()
}, 60_000)
afterAll(() => database.close())

const strategies: Record<string, string> = { one: 'persona', two: 'over-refusal' }

class Bug extends Error {}

/** A crew of one run whose prompts are the ids of its attempts; one may be long. */
const crewOf = async (
  runId: string,
  chat: (id: string) => Promise<void>,
  more: Partial<Campaign> & { store?: Partial<CampaignStore>; long?: string; reference?: RunContext['reference']; now?: () => number } = {},
) => {
  const { store: changed, long, reference, now = () => 2_000, ...rest } = more
  const store = createCampaignStore(database.sql)
  const run = testRun(runId, rest)
  const attempts = testAttempts(runId).map((one) => ({
    ...one,
    task: {
      ...one.task,
      strategy: strategies[one.task.strategy] ?? '',
      opening: one.attemptId === long ? one.attemptId.padEnd(260, '.') : one.attemptId,
    },
  }))
  await store.createRun(run, attempts)
  const asked: string[] = []
  let most = 0
  let underWay = 0
  const vendor = vendorOf(async ({ messages }) => {
    const id = new RegExp(`${runId}-\\d`).exec(messages.map(({ content }) => content).join(' '))?.[0] ?? 'nothing'
    asked.push(id)
    underWay += 1
    most = Math.max(most, underWay)
    await chat(id)
    underWay -= 1
    return answered('Blue.')
  })
  const parts = { campaigns: { ...store, ...changed }, clock: () => now(), random: () => 0.5, pause, newId: () => 'id', tools: {} }
  const attempt = createAttempts(parts)
  const halt = new AbortController()
  const context = {
    run,
    vendor,
    pace: createPace(parts),
    owner: 'host',
    halt: halt.signal,
    generate: null,
    judge: null,
    patient: () => true,
    reference: reference ?? createReferences(store),
    waits: () => {},
    moment: () => pause(10, []),
  }
  const crew = createCrew(
    {
      ...parts,
      logs: { saveLogs: async () => ({ status: 'saved' }) } as unknown as LogStore,
      attempt,
      calls: new Map(),
      lease: () => ({ owner: 'host', until: now() + 1_000 }),
      heard: () => {},
      ends: async () => halt.abort(),
      failed: (error) => {
        if (!(error instanceof Bug)) throw error
      },
      changed: () => {},
    },
    context,
  )
  /** Until nothing is left for this host. */
  const work = async (): Promise<void> => {
    while ((await crew.fill()) > 0 || crew.isBusy()) await crew.moment(10_000)
    await crew.settled()
  }
  return { store, attempt, context, crew, work, asked, most: () => most }
}

it('a place goes on when an answer is kept; its finding is made of that by whoever comes after a crash, and nothing is asked again', async () => {
  const dead = new Promise<never>(() => {})
  let sent = () => {}
  const sentTwice = new Promise<void>((done) => {
    sent = done
  })
  const store = createCampaignStore(database.sql)
  const { attempt, context, crew, asked } = await crewOf(
    'kept',
    async () => {
      if (asked.length === 1) return pause(150, [])
      sent()
      return dead
    },
    {
      config: { ...testRun('kept').config, concurrency: 1 },
      // The host dies before it stores a finding.
      store: {
        saveFindings: async (runId, finished, ...rest) => (finished.length > 0 ? dead : store.saveFindings(runId, finished, ...rest)),
      },
    },
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
    leave: async (finish) => {
      stored.push(await finish())
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

it('asks each once, never more at a time than it has places', async () => {
  const { store, work, asked, most } = await crewOf('all', () => pause(80, []), { config: { ...testRun('all').config, concurrency: 2 } })
  await work()
  expect(asked.sort()).toEqual([0, 1, 2, 3, 4, 5].map((ordinal) => `all-${ordinal}`))
  expect(most()).toBe(2)
  expect((await store.findings('all', null, 10)).items).toHaveLength(6)
})

it('does not ask what another host has taken over since it was claimed ahead', async () => {
  const lost: string[] = []
  const { store, work, asked } = await crewOf('lost', () => pause(80, []), {
    config: { ...testRun('lost').config, concurrency: 1 },
    store: {
      pass: async (_lease, _ended, next) => {
        lost.push(next)
        return false
      },
    },
  })
  await work()
  expect(lost.length).toBeGreaterThan(0)
  expect(asked.filter((id) => lost.includes(id))).toEqual([])
  expect((await store.findings('lost', null, 10)).items.map(({ findingId }) => findingId).sort()).toEqual(asked.sort())
})

it('gives back what it set aside ahead when money is short, and spends all that the cap leaves for', async () => {
  // A call may cost 171 tokens at most, and costs 30; that of the long prompt may cost 424: there is no room beside it for what is ahead of it.
  const { store, work, asked } = await crewOf('short', () => pause(80, []), {
    config: { ...testRun('short').config, concurrency: 1 },
    caps: { nano: null, tokens: 600, call: { nano: 0, tokens: 171 } },
    long: 'short-2',
  })
  await work()
  expect(asked).toHaveLength(6)
  expect(await store.run('short')).toMatchObject({ spentTokens: 180, processedPrompts: 6 })
  const books = "select reserved_tokens as reserved, lost_tokens as lost from red_team_runs where run_id = 'short'"
  expect(await database.sql.query(books)).toEqual([{ reserved: 0, lost: 0 }])
})

it('judges an answer when the next call is under way', async () => {
  let next = () => {}
  const isAsked = new Promise<void>((done) => {
    next = done
  })
  const { store, work, asked } = await crewOf(
    'later',
    async () => {
      if (asked.length === 2) next()
      await pause(80, [])
    },
    {
      config: { ...testRun('later').config, concurrency: 1 },
      reference: async (finding) => {
        await isAsked
        return createReferences(createCampaignStore(database.sql))(finding)
      },
    },
  )
  await work()
  expect((await store.findings('later', null, 10)).items).toHaveLength(6)
})

it('asks the store for attempts no more than it must: as it begins, and when it has run dry', async () => {
  const store = createCampaignStore(database.sql)
  let claims = 0
  const { work, asked } = await crewOf('few', () => pause(80, []), {
    config: { ...testRun('few').config, concurrency: 2 },
    store: {
      claimAttempts: (...given) => {
        claims += 1
        return store.claimAttempts(...given)
      },
    },
  })
  await work()
  expect(asked).toHaveLength(6)
  expect(claims).toBeLessThanOrEqual(3)
})

it('lets no place wait for what goes on beside the calls', async () => {
  const answers: number[] = []
  const gaps: number[] = []
  const { work } = await crewOf(
    'quick',
    async () => {
      const answered = answers.at(-1)
      if (answered !== undefined) gaps.push(performance.now() - answered)
      await pause(20, []) // none is claimed ahead in so short a time
      answers.push(performance.now())
    },
    { config: { ...testRun('quick').config, concurrency: 1 } },
  )
  await work()
  expect(gaps).toHaveLength(5)
  expect(gaps.sort((a, b) => a - b)[2]).toBeLessThan(50)
})

it('asks once though an answer cannot be judged, keeps its log and pays for it', async () => {
  let now = 2_000
  const { store, work, asked } = await crewOf('bug', () => pause(80, []), {
    config: { ...testRun('bug').config, concurrency: 1 },
    caps: { nano: null, tokens: 10_000, call: { nano: 0, tokens: 200 } },
    now: () => now,
    reference: (finding) =>
      finding.response === '' ? createReferences(createCampaignStore(database.sql))(finding) : Promise.reject(new Bug('a bug')),
  })
  for (let round = 0; round < 12; round++) {
    await work()
    now += 6_000
  }
  expect(asked.sort()).toEqual([0, 1, 2, 3, 4, 5].map((ordinal) => `bug-${ordinal}`))
  const { items } = await store.findings('bug', null, 10)
  expect(items.map(({ verdict }) => verdict.verdict)).toEqual(Array(6).fill('error'))
  expect(await store.run('bug')).toMatchObject({ spentTokens: 180 })
})
