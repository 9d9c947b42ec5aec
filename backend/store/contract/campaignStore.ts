import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Attempt, Campaign, Finding, VerdictName } from '../../core/campaign.ts'
import type { CampaignStore, Claimed, Finished } from '../../core/campaignStore.ts'
import type { Page } from '../../core/ports.ts'
import { testAttempts, testFinding, testLogs, testRun } from './campaigns.ts'

const lease = (owner: string, until = 10_000) => ({ owner, until })
const small = { nano: 100, tokens: 100 }

/** What every CampaignStore does. */
export const campaignStoreContract = (name: string, open: () => Promise<{ store: CampaignStore; close(): Promise<void> }>): unknown =>
  describe(`CampaignStore on ${name}`, () => {
    let store: CampaignStore
    let close: () => Promise<void>
    /** Of this test alone: the suite shares a store. */
    let run = ''
    let made = 0
    beforeAll(async () => {
      ;({ store, close } = await open())
    })
    beforeEach(async () => {
      run = `run${++made}`
      await store.createRun(testRun(run), testAttempts(run))
    })
    afterAll(() => close())

    /** The id of an attempt, and of its finding. */
    const at = (ordinal: number) => `${run}-${ordinal}`
    const claim = (count: number, owner = 'host', now = 2_000) => store.claimAttempts(run, count, lease(owner), now)
    const answer = async (claimed: readonly Claimed[], owner = 'host', spent: Finished['spent'] = small) => {
      await store.saveFindings(run, finished(claimed, spent), owner, null)
    }
    const finished = (attempts: readonly Attempt[], spent: Finished['spent'] = small): Finished[] =>
      attempts.map((attempt) => ({ finding: testFinding(attempt), spent, logs: testLogs(attempt), leavesPlace: true }))
    const taking = { until: 10_000, now: 2_000, each: { nano: 0, tokens: 0 }, ahead: 0 }
    const ids = (claimed: readonly Claimed[]) => claimed.map(({ attemptId }) => attemptId)

    it('lists runs newest first, knows which want work, and the latest that finished on a real target', async () => {
      await store.createRun(testRun('later', { createdAt: 3_000, status: 'queued' }), [])
      await store.createRun(testRun('quota', { createdAt: 4_000 }), [])
      await store.move('quota', ['running'], 'paused', { waitingUntil: 9_000, error: 'a quota' })
      await store.createRun(testRun('practice', { createdAt: 5_000, isPractice: true }), [])
      await store.move('practice', ['running'], 'completed', { finishedAt: 6_000 })
      expect((await store.runs(3)).map(({ runId }) => runId)).toEqual(['practice', 'quota', 'later'])
      expect((await store.dueRuns(8_999)).map(({ runId }) => runId)).toEqual([run, 'later'])
      expect((await store.dueRuns(9_000)).map(({ runId }) => runId)).toEqual([run, 'later', 'quota'])
      expect(await store.latestFinished()).toBeNull()
      await store.move(run, ['running'], 'stopped', { finishedAt: 5_000, error: 'the budget is reached' })
      await store.setScores(run, { stress: 0.123456789012, fragility: null })
      expect(await store.latestFinished()).toMatchObject({ runId: run, stress: 0.123456789012, fragility: null, finishedAt: 5_000 })
      await store.move('quota', ['paused'], 'stopped', { finishedAt: 7_000 })
      expect(await store.latestFinished()).toMatchObject({ runId: run }) // nothing of the later one was scored before it was stopped
    })

    it('keeps a run as it was made, with all its attempts or not at all', async () => {
      expect(await store.run(run)).toEqual(testRun(run))
      expect(await store.run('nobody')).toBeNull()
      const twice = [...testAttempts('other'), ...testAttempts('other').slice(0, 1)]
      await expect(store.createRun(testRun('other'), twice)).rejects.toThrow()
      expect(await store.run('other')).toBeNull()
    })

    it('changes a status only from where it may', async () => {
      expect(await store.move(run, ['paused'], 'running', {})).toBeNull()
      expect(await store.move(run, ['running'], 'paused', {})).toMatchObject({ status: 'paused', error: null })
      expect(await store.move(run, ['paused'], 'running', { error: null, waitingUntil: null })).toMatchObject({ status: 'running' })
      expect(await store.move('nobody', ['running'], 'paused', {})).toBeNull()
    })

    it('gives attempts out once, in order, attacks only after the controls of their strategy', async () => {
      const [first, second] = await Promise.all([claim(1), claim(1)])
      expect(ids([...first, ...second]).sort()).toEqual([at(0), at(1)])
      expect(await claim(4)).toEqual([])
      await answer([...first, ...second].filter(({ attemptId }) => attemptId === at(1)))
      expect(ids(await claim(4))).toEqual([at(3), at(5)])
    })

    it('never gives out more than the concurrency of the run, to however many hosts', async () => {
      await answer(await claim(4))
      const claims = await Promise.all(['a', 'b', 'c'].map((owner) => store.claimAttempts(run, 2, lease(owner), 2_000)))
      expect(claims.flat()).toHaveLength(4)
      expect(new Set(ids(claims.flat())).size).toBe(4)
      await store.createRun(testRun('narrow', { config: { ...testRun('x').config, concurrency: 1 } }), testAttempts('narrow'))
      expect(await store.claimAttempts('narrow', 5, lease('a'), 2_000)).toHaveLength(1)
      expect(await store.claimAttempts('narrow', 5, lease('b'), 2_000)).toHaveLength(0)
    })

    it('gives nothing out of a run that does not run', async () => {
      await store.move(run, ['running'], 'paused', {})
      expect(await claim(4)).toEqual([])
    })

    it('makes an attempt due again when its lease ends, and not while it is prolonged', async () => {
      await claim(2, 'slow')
      await store.renewLeases(lease('slow', 20_000), [at(0)])
      await store.renewLeases(lease('other', 20_000), [at(1)])
      expect(ids(await claim(2, 'other', 15_000))).toEqual([at(1)])
      expect(ids(await claim(2, 'other', 20_000))).toEqual([at(0), at(1)])
      await store.expireLeases()
      expect(await claim(2, 'third', 20_000)).toHaveLength(2)
    })

    it('puts an attempt back until it is due, with how far it came', async () => {
      const [attempt] = await claim(1)
      await store.release(attempt?.attemptId ?? '', 'host', { dueAt: 5_000, tries: 2, progress: '{"at":1}' })
      expect(ids(await claim(2, 'host', 4_999))).toEqual([at(1)])
      expect(await store.open(run)).toEqual({ count: 6, dueAt: 0 })
      expect(await claim(1, 'host', 5_000)).toMatchObject([{ attemptId: at(0), tries: 2, progress: '{"at":1}' }])
      await store.release(attempt?.attemptId ?? '', 'host', { dueAt: 5_000, tries: 3, progress: null })
      expect(await claim(1, 'host', 5_000)).toMatchObject([{ attemptId: at(0), tries: 3, progress: '{"at":1}' }])
    })

    it('never lets calls in flight pass the caps together', async () => {
      await answer(await claim(4), 'host', { nano: 0, tokens: 0 })
      const claimed = await claim(4)
      const most = { nano: 300_000, tokens: 10 }
      const outcomes = await Promise.all(claimed.map(({ attemptId }) => store.reserve(attemptId, 'host', most)))
      expect(outcomes.sort()).toEqual(['reserved', 'reserved', 'reserved', 'wait'])
      expect(await store.reserve(claimed[0]?.attemptId ?? '', 'host', { nano: 2_000_000, tokens: 1 })).toBe('over')
      expect(await store.reserve(claimed[0]?.attemptId ?? '', 'host', { nano: 0, tokens: 1_001 })).toBe('over')
      expect(await store.reserve(claimed[0]?.attemptId ?? '', 'somebody else', most)).toBe('gone')
      await store.move(run, ['running'], 'stopped', {})
      expect(await store.reserve(claimed[0]?.attemptId ?? '', 'host', { nano: 1, tokens: 1 })).toBe('gone')
    })

    it('without a price it is bound by tokens alone', async () => {
      await store.createRun(testRun('free', { caps: { nano: null, tokens: 50, call: small } }), testAttempts('free'))
      const [attempt] = await store.claimAttempts('free', 1, lease('host'), 2_000)
      expect(await store.reserve(attempt?.attemptId ?? '', 'host', { nano: 9e12, tokens: 50 })).toBe('reserved')
    })

    it('pays what a call cost and frees the rest; what nobody heard of again stays reserved for good', async () => {
      const [attempt] = await claim(1)
      const id = attempt?.attemptId ?? ''
      await store.reserve(id, 'host', { nano: 900_000, tokens: 10 })
      await store.settle(id, 'host', { nano: 250_000, tokens: 7 }, '{"turn":1}')
      expect(await store.run(run)).toMatchObject({ spentNano: 250_000, spentTokens: 7 })
      expect(await store.reserve(id, 'host', { nano: 700_000, tokens: 10 })).toBe('reserved')
      await store.settle(id, 'host', 'unknown', '{"turn":1}')
      expect(await store.run(run)).toMatchObject({ spentNano: 250_000, spentTokens: 7 })
      expect(await store.reserve(id, 'host', { nano: 60_000, tokens: 1 })).toBe('over')
      expect(await store.reserve(id, 'host', { nano: 50_000, tokens: 1 })).toBe('reserved')
    })

    it('counts what a dead host had reserved as lost, and hands its attempt on', async () => {
      const [attempt] = await claim(1)
      const id = attempt?.attemptId ?? ''
      await store.reserve(id, 'host', { nano: 900_000, tokens: 10 })
      await store.settle(id, 'host', { nano: 100_000, tokens: 5 }, '{"turn":1}')
      await store.reserve(id, 'host', { nano: 400_000, tokens: 10 })
      expect(await claim(1, 'other', 10_000)).toMatchObject([{ attemptId: id, progress: '{"turn":1}' }])
      expect(await store.reserve(id, 'other', { nano: 500_001, tokens: 1 })).toBe('over')
      expect(await store.reserve(id, 'other', { nano: 500_000, tokens: 1 })).toBe('reserved')
      // The first host was only slow: what it brings is kept, its books are closed already.
      const late = testAttempts(run).slice(0, 1)
      expect(await store.saveFindings(run, finished(late, { nano: 300_000, tokens: 9 }), 'host', taking)).toEqual([])
      expect(await store.run(run)).toMatchObject({ spentNano: 100_000, spentTokens: 5, processedPrompts: 1 })
      await store.saveFindings(run, finished(late, { nano: 20, tokens: 1 }), 'other', null)
      expect(await store.run(run)).toMatchObject({ spentNano: 100_020, spentTokens: 6, processedPrompts: 1 })
    })

    it('stores a finding once, with what it cost, and keeps its logs until they are stored', async () => {
      const claimed = await claim(2)
      await store.reserve(at(0), 'host', { nano: 1_000, tokens: 100 })
      await answer(claimed)
      await answer(claimed)
      expect(await store.run(run)).toMatchObject({ processedPrompts: 2, spentNano: 200, spentTokens: 200 })
      const unlogged = async (now: number) => (await store.unlogged(now, 100)).filter(({ findingId }) => findingId.startsWith(`${run}-`))
      expect(await unlogged(9_999)).toEqual([])
      const left = await unlogged(10_000)
      expect(left.map(({ findingId }) => findingId)).toEqual([at(0), at(1)])
      expect(left[0]?.logs).toEqual(testLogs(claimed[0] as Claimed))
      await store.logged([at(0)])
      expect((await unlogged(10_000)).map(({ findingId }) => findingId)).toEqual([at(1)])
      expect(await store.open(run)).toMatchObject({ count: 4 })
    })

    it('counts of a run what was said in other words, each finding once, and knows when its first attack and its latest prompt were answered', async () => {
      const course = async () => {
        const { rewordedPrompts, attackedAt, answeredAt } = (await store.run(run)) as Campaign
        return [rewordedPrompts, attackedAt, answeredAt]
      }
      const save = (claimed: readonly Claimed[], createdAt: number) => {
        const found = finished(claimed).map((one) => ({
          ...one,
          finding: { ...one.finding, isReworded: one.finding.intensity > 0, createdAt },
        }))
        return store.saveFindings(run, found, 'host', null)
      }
      expect(await course()).toEqual([0, null, null])
      await save(await claim(2), 3_000)
      expect(await course()).toEqual([0, null, 3_000])
      const attacks = await claim(3)
      await save(attacks.slice(0, 2), 4_000)
      await save(attacks.slice(0, 2), 4_500)
      expect(await course()).toEqual([2, 4_000, 4_000])
      await save(attacks.slice(2), 5_000)
      expect(await course()).toEqual([3, 4_000, 5_000])
    })

    it('gives the places of finished attempts to those that follow: no more, in order, attacks when the last control is answered here', async () => {
      const [first, second] = await claim(2)
      const save = (attempts: readonly (Claimed | undefined)[], now = taking.now) =>
        store.saveFindings(run, finished(attempts as Claimed[]), 'host', { ...taking, now })
      expect(ids(await save([first]))).toEqual([at(2)])
      expect(await save([first])).toEqual([]) // its place was given away already
      expect(ids(await save([second]))).toEqual([at(3)])
      const attacks = testAttempts(run).slice(2, 4)
      await store.move(run, ['running'], 'paused', {})
      expect(await store.saveFindings(run, finished(attacks.slice(0, 1)), 'host', taking)).toEqual([])
      await store.move(run, ['paused'], 'running', {})
      expect(await store.saveFindings(run, finished(attacks.slice(1)), 'somebody else', taking)).toEqual([])
      expect(ids(await claim(4))).toEqual([at(4), at(5)])
    })

    it('sets money aside for those that follow if it fits for all of them, and else for none', async () => {
      const claimed = await claim(2)
      const each = { nano: 400_000, tokens: 10 }
      const free = { nano: 0, tokens: 0 }
      const reserved = (attempts: readonly Claimed[]) => attempts.map((attempt) => attempt.reserved)
      for (const { attemptId } of claimed) await store.reserve(attemptId, 'host', each)
      const next = await store.saveFindings(run, finished(claimed, free), 'host', { ...taking, each })
      expect(reserved(next)).toEqual([each, each])
      expect(await store.run(run)).toMatchObject({ spentNano: 0 })
      // 1,000,000 nano: what is set aside leaves 200,000.
      expect(await store.reserve(at(2), 'host', { nano: 200_001, tokens: 1 })).toBe('wait')
      const paid = finished(next.slice(0, 1), { nano: 300_000, tokens: 5 })
      expect(reserved(await store.saveFindings(run, paid, 'host', { ...taking, each }))).toEqual([free])
      expect(await store.reserve(at(4), 'host', { nano: 300_000, tokens: 1 })).toBe('reserved')
      expect(reserved(await store.saveFindings(run, finished(next.slice(1), 'unknown'), 'host', { ...taking, each }))).toEqual([free])
      // 300,000 paid, 400,000 lost, 300,000 reserved.
      expect(await store.reserve(at(5), 'host', { nano: 1, tokens: 1 })).toBe('wait')
      await store.settle(at(4), 'host', free, null)
      expect(await store.reserve(at(5), 'host', { nano: 300_001, tokens: 1 })).toBe('over')
      expect(await store.reserve(at(5), 'host', { nano: 300_000, tokens: 1 })).toBe('reserved')
    })

    it('sets money aside for what it claims, if it fits for all', async () => {
      const each = { nano: 400_000, tokens: 10 }
      const get = (count: number, of = each) => store.claimAttempts(run, count, lease('host'), 2_000, of)
      const [first] = await get(1)
      expect(first?.reserved).toEqual(each)
      expect((await get(1, { nano: 600_001, tokens: 1 })).map(({ reserved }) => reserved)).toEqual([{ nano: 0, tokens: 0 }])
      expect(await store.reserve(at(1), 'host', { nano: 600_001, tokens: 1 })).toBe('wait')
      expect(await store.reserve(at(1), 'host', { nano: 600_000, tokens: 1 })).toBe('reserved')
      // Both leases end: what they held is lost, and nothing is left for others.
      const again = await store.claimAttempts(run, 2, lease('other', 20_000), 10_000, { nano: 1, tokens: 1 })
      expect(again.map(({ reserved }) => reserved)).toEqual([
        { nano: 0, tokens: 0 },
        { nano: 0, tokens: 0 },
      ])
      expect(await store.reserve(at(0), 'other', { nano: 1, tokens: 1 })).toBe('over')
    })

    it('claims ahead of the places, and an attempt that has come to its end leaves its place to one of those', async () => {
      const [first, second] = await claim(2)
      const each = { nano: 400_000, tokens: 10 }
      const free = { nano: 0, tokens: 0 }
      expect(await store.saveFindings(run, [], 'host', { ...taking, each, ahead: 2 })).toEqual([]) // attacks wait for their controls
      const leaves = finished([first as Claimed], free)
      const isAhead = (claimed: readonly Claimed[]) => claimed.map((one) => one.isAhead)
      expect(isAhead(await store.saveFindings(run, leaves, 'host', { ...taking, each, ahead: 2 }))).toEqual([false, true])
      expect(ids(await claim(4, 'other'))).toEqual([]) // of the attacks of one strategy both are held
      expect(await store.pass(lease('somebody else'), { attemptId: at(1), progress: '{"said":2}' }, at(4))).toBe(false)
      expect(await store.pass(lease('host'), { attemptId: at(1), progress: '{"said":1}' }, at(4))).toBe(true)
      const stays = finished([second as Claimed], free).map((one) => ({ ...one, leavesPlace: false }))
      const more = await store.saveFindings(run, stays, 'host', { ...taking, ahead: 1 })
      expect([ids(more), isAhead(more)]).toEqual([[at(3)], [true]])
      expect(ids(await claim(4))).toEqual([at(5)]) // two places of four are taken, what is ahead takes none
    })

    it('keeps how far an attempt came for whoever goes on, and loses only what calls may have cost, however few places are free', async () => {
      const controls = await claim(2)
      const each = { nano: 300_000, tokens: 10 }
      await store.saveFindings(run, finished(controls, { nano: 0, tokens: 0 }), 'host', { ...taking, each, ahead: 1 })
      await store.pass(lease('host'), { attemptId: at(2), progress: '{"said":1}' }, at(3))
      expect(await claim(1, 'other', 10_000)).toMatchObject([{ attemptId: at(2), progress: '{"said":1}', isAhead: false }])
      // Of 1,000,000 nano one call may have cost 300,000, and so may that whose answer is kept; one was only ahead.
      expect(await store.reserve(at(2), 'other', { nano: 400_001, tokens: 1 })).toBe('over')
      expect(await store.reserve(at(2), 'other', { nano: 400_000, tokens: 1 })).toBe('reserved')
      await store.settle(at(2), 'other', { nano: 0, tokens: 0 }, null)
      await store.closeExpired(run, 10_000)
      expect(await store.reserve(at(2), 'other', { nano: 400_000, tokens: 1 })).toBe('reserved')
    })

    it.each([
      [400, 400],
      [401, 0],
    ])('sets %i tokens aside for each of two that it claims only where both fit the cap', async (tokens, reserved) => {
      const free = finished(await claim(2)) // of 1,000 tokens 200 are spent
      const claimed = await store.saveFindings(run, free, 'host', { ...taking, each: { nano: 0, tokens } })
      expect(claimed.map((one) => one.reserved.tokens)).toEqual([reserved, reserved])
    })

    it('leaves what another host has taken over as that host keeps it', async () => {
      const controls = await claim(2)
      await store.saveFindings(run, finished(controls), 'host', { ...taking, ahead: 2 })
      await store.pass(lease('host'), { attemptId: at(2), progress: '{"said":1}' }, at(3))
      await claim(4, 'other', 10_000)
      expect(await store.pass(lease('host', 30_000), { attemptId: at(2), progress: '{"said":2}' }, at(3))).toBe(false)
      expect(await claim(4, 'another', 10_000)).toContainEqual(expect.objectContaining({ attemptId: at(2), progress: '{"said":1}' }))
    })

    it('counts no place for what has come to its end, and takes the call of the next for paid when its host is dead', async () => {
      run = `${run}-of-three-places`
      await store.createRun(testRun(run, { config: { ...testRun(run).config, concurrency: 3 } }), testAttempts(run))
      const free = { nano: 0, tokens: 0 }
      const each = { nano: 300_000, tokens: 10 }
      const more = await store.saveFindings(run, finished(await claim(2), free), 'host', { ...taking, each, ahead: 1 })
      expect(more.map(({ attemptId, isAhead }) => [attemptId, isAhead])).toEqual([
        [at(2), false],
        [at(3), false],
        [at(4), true],
      ])
      await store.pass(lease('host'), { attemptId: at(2), progress: '{"said":1}' }, at(4))
      expect(ids(await claim(3))).toEqual([at(5)])
      await store.closeExpired(run, 10_000)
      // Of 1,000,000 nano three calls may have been paid: the one whose answer is kept, and both that were under way.
      expect(await store.reserve(at(5), 'host', { nano: 100_001, tokens: 1 })).toBe('over')
      expect(await store.reserve(at(5), 'host', { nano: 100_000, tokens: 1 })).toBe('reserved')
    })

    it('prolongs the leases of an attempt that has come to its end and of the one that takes its place', async () => {
      const controls = await claim(2)
      await store.saveFindings(run, finished(controls), 'host', { ...taking, ahead: 2 })
      const ended = { attemptId: at(2), progress: '{"said":1}' }
      expect(await store.pass(lease('host', 20_000), ended, at(3))).toBe(true)
      expect(await store.pass(lease('host', 15_000), ended, at(3))).toBe(true) // never shortens one
      expect(ids(await claim(4, 'other', 19_999))).toEqual([at(4), at(5)])
      expect(ids(await claim(2, 'another', 20_000))).toEqual([at(2), at(3)])
      expect(await store.pass(lease('host', 30_000), ended, at(3))).toBe(false)
    })

    it('stores the findings of calls that were in flight when the run was stopped', async () => {
      const claimed = await claim(1)
      await store.reserve(at(0), 'host', small)
      await store.move(run, ['running'], 'stopped', { finishedAt: 3_000 })
      await answer(claimed)
      expect(await store.run(run)).toMatchObject({ status: 'stopped', processedPrompts: 1, spentNano: 100 })
    })

    it('pages findings in the order they were made, exactly as they were', async () => {
      await answer(await claim(4))
      await answer(await claim(4))
      const first = await store.findings(run, null, 4)
      expect(first.items[0]).toEqual(testFinding(testAttempts(run)[0] as Claimed))
      const second = await store.findings(run, first.nextCursor, 4)
      expect(idsOf([...first.items, ...second.items])).toEqual([at(0), at(1), at(2), at(3), at(4), at(5)])
      expect(second.nextCursor).toBeNull()
      await expect(store.findings(run, 'nonsense', 4)).rejects.toThrow(RangeError)
      expect(await store.finding('nobody')).toBeNull()
    })

    it('pages findings with what got through first, overrides counting', async () => {
      await answer(await claim(4))
      const [third, fourth, fifth, sixth] = await claim(4)
      await answer([third, fourth] as Claimed[])
      const said = (verdict: VerdictName): Partial<Finding> => ({ verdict: { verdict, evidence: [], reason: '', judge: 'rules' } })
      const more = [
        { ...said('success'), stress: 0.5 },
        { ...said('error'), stress: null },
      ]
      await store.saveFindings(
        run,
        finished([fifth, sixth] as Claimed[]).map((one, index) => ({ ...one, finding: { ...one.finding, ...more[index] } })),
        'host',
        null,
      )
      await store.override(at(3), { verdict: 'success', note: '', by: 'me', at: 7_000 }, 1)
      await store.override(at(1), { verdict: 'success', note: 'without any attack', by: 'me', at: 7_000 }, 0.75)
      const worst = [at(3), at(1), at(4), at(2), at(5), at(0)]
      expect(idsOf((await store.findings(run, null, 10, 'worst')).items)).toEqual(worst)
      const paged: string[] = []
      let cursor: string | null = null
      do {
        const page: Page<Finding> = await store.findings(run, cursor, 1, 'worst')
        paged.push(...idsOf(page.items))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(paged).toEqual(worst)
      await expect(store.findings(run, '1', 1, 'worst')).rejects.toThrow(RangeError)
      await expect(store.findings(run, '0_-1_x', 1, 'worst')).rejects.toThrow(RangeError)
    })

    it('keeps an override beside the verdict, and lets it count', async () => {
      await answer(await claim(4))
      await answer(await claim(4))
      const override = { verdict: 'success', note: 'it is there', by: 'a key', at: 7_000 } as const
      expect(await store.override(at(2), override, 0.987654321)).toBe(true)
      expect(await store.override('nobody', override, null)).toBe(false)
      expect(await store.finding(at(2))).toMatchObject({ override, stress: 0.987654321, verdict: { verdict: 'refused' } })
      const outcomes = await store.outcomes(run)
      expect(outcomes.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'success', 'refused', 'refused', 'refused'])
      expect(outcomes[2]).toEqual({
        findingId: at(2),
        strategy: 'one',
        family: 'jailbreak',
        intensity: 1,
        pair: 0,
        verdict: 'success',
        tokens: 24,
        latencyMs: 120,
      })
      expect(await store.outcomes(run, 'one')).toMatchObject([{ findingId: at(0), intensity: 0 }])
    })

    it('says that a run waits', async () => {
      await store.setWaiting(run, 5_000)
      expect(await store.run(run)).toMatchObject({ waitingUntil: 5_000 })
    })
  })

const idsOf = (findings: readonly { findingId: string }[]) => findings.map(({ findingId }) => findingId)
