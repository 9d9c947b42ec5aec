import type { CampaignStore, Claimed, Finished, Lease, Progress } from '../../core/campaignStore.ts'
import type { Clock, LogStore } from '../../core/ports.ts'
import { createBell } from './bell.ts'
import type { Left, RunContext } from './context.ts'
import { createFindingLogs } from './findingLogs.ts'
import { createGather } from './gather.ts'
import { insist } from './insist.ts'
import type { Pause } from './pace.ts'

interface Parts {
  campaigns: CampaignStore
  logs: LogStore
  clock: Clock
  pause: Pause
  attempt(attempt: Claimed, context: RunContext): Promise<Left>
  /** What ends the call of each attempt that this host holds, by its id. */
  calls: Map<string, AbortController>
  lease(): Lease
  heard(left: Left): void
  /** The run ends for now. */
  ends(left: Exclude<Left, { status: 'stored' | 'back' }>): Promise<void>
  failed(error: unknown): void
  changed(): void
}

type Ended = Parameters<CampaignStore['pass']>[1]

/** What no place waits for is gathered this long, so that it seldom stands in the way of what one does wait for. */
const aheadMs = 50
/** Places begin one after the other: answers that come at once wait for each other. */
const apartMs = 5
/** By then a call that was begun is on its way. */
const afterCallMs = 1
/** An attempt that threw is due again after this. */
const afterBugMs = 5_000

/**
 * The attempts of one run that are under way on this host: never more than its concurrency. While calls run, as many attempts are claimed ahead, so
 * that a place waits only until what its last call brought is kept, and a crash repeats no more calls than the run has places.
 */
export const createCrew = (parts: Parts, context: Omit<RunContext, 'abandon' | 'leave' | 'needs' | 'sent' | 'forgo'>) => {
  const { campaigns, clock, calls, failed } = parts
  const { run, owner, halt } = context
  const active = new Set<Promise<void>>()
  const saving = new Set<Promise<void>>()
  const findingLogs = createFindingLogs(parts)
  const ahead: Claimed[] = []
  /** How many are being claimed ahead. */
  let coming = 0
  /** A call had to wait for money: from there on none is set aside ahead. */
  let isTight = false
  const each = { ...run.caps.call }
  /** The last that asked the store for an attempt got none: no other place asks, for a while. */
  let isDry = false
  const stirred = createBell()
  /** Aborted when something has happened since places were last filled. */
  let looked = stirred.next()
  /** Aborted when a place waits for `save`. */
  let hurry = new AbortController()
  /** Attempts that stand between two calls. */
  const between = new Set<string>()
  /** Rings when none does. */
  const quiet = createBell()

  /** Resolves when no place waits for this host, at the latest after a while: processor and database are left to those. */
  const calm = async (unless: readonly AbortSignal[]): Promise<void> => {
    if (between.size > 0) await parts.pause(aheadMs, [...unless, quiet.next()])
    await parts.pause(afterCallMs, unless)
  }

  const under = <T>(set: Set<Promise<T>>, work: Promise<T>): void => {
    const done: Promise<T> = work.finally(() => {
      set.delete(done)
      stirred.ring()
    })
    set.add(done)
  }

  /** What was claimed, without what this host slept longer than its lease for: that is still under way. */
  const held = (claimed: readonly Claimed[]): Claimed[] => {
    const fresh = claimed.filter(({ attemptId }) => !calls.has(attemptId))
    for (const { attemptId } of fresh) calls.set(attemptId, new AbortController())
    return fresh
  }

  /** Stores findings and claims what follows: for each that leaves its place the next there, for every other, and for `null`, one ahead. */
  const save = createGather<Finished | null, Claimed | null>(
    async (items) => {
      const finished = items.filter((item) => item !== null)
      const more = isTight ? 0 : items.filter((item) => !item?.leavesPlace).length
      if (finished.length === 0 && (halt.aborted || isTight)) return items.map(() => null)
      const taking = halt.aborted ? null : { until: parts.lease().until, now: clock(), each: { ...each }, ahead: more }
      const claimed = held(await campaigns.saveFindings(run.runId, finished, owner, taking))
      for (const one of finished) findingLogs.add(one)
      ahead.push(...claimed.filter(({ isAhead }) => isAhead))
      const placed = claimed.filter(({ isAhead }) => !isAhead)
      isDry = placed.length < finished.filter(({ leavesPlace }) => leavesPlace).length
      if (finished.length > 0) parts.changed()
      stirred.ring()
      return items.map((item) => (item?.leavesPlace ? (placed.shift() ?? null) : null))
    },
    async () => {
      await parts.pause(aheadMs, [hurry.signal])
      await calm([hurry.signal])
      hurry = new AbortController()
      await findingLogs.room()
    },
  )

  /** Keeps what an attempt has come to, and gives its place to the first that was claimed ahead; null when there is none, or another host has taken it over since. */
  const pass = async (ended: Ended): Promise<Claimed | null> => {
    const next = ahead.shift()
    if (next === undefined) return null
    try {
      // Not gathered: answers that went on together would come back together, and wait for each other every time.
      if (await campaigns.pass(parts.lease(), ended, next.attemptId)) return next
      calls.delete(next.attemptId)
      return null
    } catch (error) {
      ahead.unshift(next)
      throw error
    }
  }

  const putBack = ({ attemptId, tries }: Claimed, progress: Progress | null) =>
    campaigns.release(attemptId, owner, { dueAt: clock() + afterBugMs, tries: tries + 1, progress }).catch(failed)

  const giveBack = async (): Promise<void> => {
    const given = ahead.splice(0)
    for (const { attemptId } of given) calls.delete(attemptId) // what cannot be given back now is due when its lease ends
    for (const { attemptId, tries, reserved, progress } of given) {
      if (reserved.tokens > 0) await campaigns.settle(attemptId, owner, { nano: 0, tokens: 0 }, progress)
      await campaigns.release(attemptId, owner, { dueAt: clock(), tries, progress: null })
    }
  }

  const forgo = async (): Promise<void> => {
    isTight = true
    await giveBack()
  }

  /** Goes on beside the calls, and brings one that is claimed ahead if there is any. */
  const later = (work: Promise<unknown>): void => {
    coming += 1
    under(
      saving,
      work
        .then(() => {}, failed)
        .finally(() => {
          coming -= 1
        }),
    )
  }

  const toTheEnd: Omit<RunContext, 'abandon' | 'leave' | 'sent'> = {
    ...context,
    needs: ({ nano, tokens }) => {
      each.nano = Math.max(each.nano, nano)
      each.tokens = Math.max(each.tokens, tokens)
    },
    forgo,
  }

  const sent = (attemptId: string): void => {
    between.delete(attemptId)
    if (between.size === 0) quiet.ring()
    if (!halt.aborted && !isTight && ahead.length + coming < active.size) later(save(null))
  }

  /** One attempt; the one that takes its place. */
  const take = async (claimed: Claimed): Promise<Claimed | null> => {
    const { attemptId } = claimed
    const call = calls.get(attemptId) ?? new AbortController()
    let isLeft = false
    between.add(attemptId)
    let said: Progress | null = null
    const leave: RunContext['leave'] = async (finish, progress) => {
      between.add(attemptId)
      said = progress
      const next = progress === null || halt.aborted ? null : await pass({ attemptId, progress })
      if (next === null) {
        const finished = await finish()
        hurry.abort('a place waits') // who is asked to hurry takes along what waits by then
        return save({ ...finished, leavesPlace: true })
      }
      isLeft = true
      const saved = async () => save({ ...(await finish()), leavesPlace: false })
      // When the next call is under way.
      const stored = calm([]).then(() => insist(saved, parts.pause, call.signal))
      later(stored.catch((error) => putBack(claimed, null).then(() => Promise.reject(error))).finally(() => calls.delete(attemptId)))
      return next
    }
    try {
      const left = await parts.attempt(claimed, { ...toTheEnd, abandon: call.signal, leave, sent: () => sent(attemptId) })
      parts.heard(left)
      if (left.status === 'stored') return left.next
      isDry = false
      if (left.status !== 'back') await parts.ends(left)
    } catch (error) {
      isDry = false
      failed(error)
      await putBack(claimed, said)
    } finally {
      between.delete(attemptId) // no ring: the next call of its place is not sent yet
      if (!isLeft) calls.delete(attemptId)
    }
    return null
  }

  /** A place of the run, as long as attempts follow each other in it. */
  const occupy = async (first: Claimed): Promise<void> => {
    for (let claimed: Claimed | null = first; claimed !== null; ) claimed = await take(claimed)
    hurry.abort('a place is free')
  }

  return {
    /** Claims as many attempts as there are free places; how many it got. */
    fill: async (): Promise<number> => {
      looked = stirred.next()
      const free = run.config.concurrency - active.size
      if (free <= 0 || halt.aborted || (isDry && active.size > 0)) return 0
      // Only the store knows of places on other hosts, and what no place here will take is its to give out.
      if (active.size === 0) await giveBack()
      const claimed = held(await campaigns.claimAttempts(run.runId, free, parts.lease(), clock(), isTight ? undefined : each))
      for (const one of claimed) {
        under(active, occupy(one))
        await parts.pause(apartMs, [halt])
      }
      return claimed.length
    },
    isBusy: (): boolean => active.size + saving.size > 0,
    /** Resolves when an attempt has ended since `fill`, at the latest after a while. */
    moment: async (ms: number): Promise<void> => {
      await parts.pause(ms, [halt, looked])
      if (!looked.aborted) isDry = false // what was put off may be due by now
    },
    /** Resolves when nothing is under way. */
    settled: async (): Promise<void> => {
      await Promise.all(active)
      await Promise.all(saving)
      await giveBack().catch(failed)
      await findingLogs.settled()
    },
  }
}
