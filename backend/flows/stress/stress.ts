import type { Campaign, VerdictName } from '../../core/campaign.ts'
import type { CampaignStore } from '../../core/campaignStore.ts'
import { templates } from '../../core/course.ts'
import type { Clock, LogStore } from '../../core/ports.ts'
import type { Vendor } from '../../core/provider.ts'
import type { Random } from '../../core/random.ts'
import type { Registry } from '../../core/registry.ts'
import type { Tools } from '../../measure/index.ts'
import { outcomeOf } from '../../redteam/score.ts'
import { stressOf } from '../../redteam/stress.ts'
import { createAttempts } from './attempt.ts'
import { createDriver } from './drive.ts'
import type { Pause } from './pace.ts'
import { createReferences, scoreRun } from './scoring.ts'
import { type Estimate, foreseeRun, type NoTarget, planRun, readinessOf, runOf, type ServerCaps, type Wish } from './start.ts'
import type { Begun } from './status.ts'

interface Parts {
  campaigns: CampaignStore
  logs: LogStore
  vendors: Registry<Vendor>
  clock: Clock
  random: Random
  pause: Pause
  newId(): string
  tools: Tools
  caps: ServerCaps
  /** Kept by this flow, for whoever tells how far runs are. */
  begun: Map<string, Begun>
  /** This host alone holds the database: leases that are left over are of the dead. */
  alone: boolean
  failed(error: unknown): void
  /** Something about a run has changed. */
  changed(): void
}

export type Started = { status: 'started'; runId: string; estimate: Estimate } | NoTarget | { status: 'busy' }
/** `refused`: the run is in a status from which that cannot be done. */
export type Moved = { status: 'moved'; run: Campaign } | { status: 'refused'; run: Campaign } | { status: 'unknown' }

/** Runs that may be under way at a time, all together. */
const mostRuns = 20
const tickMs = 1_000
const flushAtOnce = 50

/** The red team's flow (start → generate → attack → judge → store), over whatever stores and vendors it is given. */
export const createStress = (parts: Parts) => {
  const { campaigns, logs, vendors, clock, newId, tools, caps, failed, changed } = parts
  const owner = newId()
  const driver = createDriver({
    ...parts,
    owner,
    attempt: createAttempts(parts),
  })
  /** Once, before this host drives anything. */
  let freed: Promise<void> | null = null
  const free = (): Promise<void> => {
    freed ??= parts.alone ? campaigns.expireLeases() : Promise.resolve()
    return freed
  }
  let ticking: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setInterval> | null = null
  let isDue = true

  const means = () => ({ caps, prices: tools.prices ?? {}, now: clock() })

  /** Logs of findings whose host died between the two. */
  const flush = async (): Promise<void> => {
    const left = await campaigns.unlogged(clock(), flushAtOnce)
    if (left.length === 0) return
    const entries = left.flatMap((one) => one.logs)
    if (entries.length > 0 && (await logs.saveLogs(entries)).status !== 'saved') return
    await campaigns.logged(left.map(({ findingId }) => findingId))
  }

  /** Goes on with everything that wants work: after a start, a crash, or when a quota is back. */
  const tick = async (): Promise<void> => {
    for (const run of await campaigns.dueRuns(clock())) {
      if (run.status === 'paused') await campaigns.move(run.runId, ['paused'], 'running', { error: null, waitingUntil: null })
      driver.drive(run)
    }
    await flush()
  }

  const move = async (
    runId: string,
    from: readonly Campaign['status'][],
    to: Campaign['status'],
    change: Parameters<CampaignStore['move']>[3],
  ): Promise<Moved> => {
    const moved = await campaigns.move(runId, from, to, change)
    if (moved !== null) {
      changed()
      return { status: 'moved', run: moved }
    }
    const run = await campaigns.run(runId)
    return run === null ? { status: 'unknown' } : { status: 'refused', run }
  }

  return {
    estimate: (wish: Wish) => foreseeRun(wish, vendors, means()),

    start: async (wish: Wish): Promise<Started> => {
      const planned = await planRun(wish, vendors, means())
      if ('status' in planned) return planned
      if ((await campaigns.dueRuns(clock())).length >= mostRuns) return { status: 'busy' }
      const runner = await vendors.get('runner')?.state()
      const generator = runner?.missing === null && !planned.vendor.isPractice ? `runner:${runner.models[0] ?? ''}` : templates
      const { judge, missing } = await readinessOf(planned.vendor, wish.judge, vendors)
      const { run, attempts } = runOf(planned, { ...wish, generator, judge }, newId(), clock())
      // A target or a judge that cannot be used is a run that failed, and says what to set.
      if (missing !== null) Object.assign(run, { status: 'failed', error: missing, startedAt: clock(), finishedAt: clock() })
      await free()
      await campaigns.createRun(run, attempts)
      changed()
      if (missing === null) driver.drive(run)
      return { status: 'started', runId: run.runId, estimate: planned.estimate }
    },

    /** One that waits for a quota goes on no more by itself. */
    pause: async (runId: string): Promise<Moved> => {
      const moved = await move(runId, ['queued', 'running'], 'paused', { waitingUntil: null })
      driver.look(runId)
      if (moved.status !== 'refused' || moved.run.status !== 'paused' || moved.run.waitingUntil === null) return moved
      return move(runId, ['paused'], 'paused', { waitingUntil: null, error: null })
    },

    /** One that runs already, since a crash perhaps, goes on here too. */
    resume: async (runId: string): Promise<Moved> => {
      await free()
      const moved = await move(runId, ['paused'], 'running', { error: null, waitingUntil: null })
      if (moved.status === 'unknown' || !['queued', 'running'].includes(moved.run.status)) return moved
      driver.drive(moved.run)
      return { status: 'moved', run: moved.run }
    },

    stop: async (runId: string): Promise<Moved> => {
      const moved = await move(runId, ['queued', 'running', 'paused'], 'stopped', { waitingUntil: null, finishedAt: clock() })
      driver.look(runId)
      if (moved.status === 'moved') await scoreRun(campaigns, runId)
      return moved
    },

    /** Keeps a person's verdict beside the judge's, and scores by it. False: there is no such finding. */
    override: async (findingId: string, verdict: { verdict: VerdictName; note: string; by: string }): Promise<boolean> => {
      const finding = await campaigns.finding(findingId)
      if (finding === null) return false
      const override = { ...verdict, at: clock() }
      const outcome = outcomeOf({ ...finding, override })
      const stress = stressOf(outcome, await createReferences(campaigns)(finding))
      await campaigns.override(findingId, override, stress)
      await scoreRun(campaigns, finding.runId)
      changed()
      return true
    },

    /** Begins to look for work of its own: runs that a crash left, quotas that are back, runs started elsewhere. */
    begin: async (): Promise<void> => {
      await free()
      const look = () => {
        if (!isDue) return
        isDue = false
        ticking = tick()
          .catch(failed)
          .finally(() => {
            isDue = true
          })
      }
      timer = setInterval(look, tickMs)
      look()
    },

    /** Resolves when nothing is under way here. */
    settled: (): Promise<void> => driver.settled(),

    /** Begins no further call and waits a moment for those under way; what is not back by then is asked again by whoever goes on. */
    close: async (): Promise<void> => {
      if (timer !== null) clearInterval(timer)
      timer = null
      await ticking
      await driver.close()
    },
  }
}

export type Stress = ReturnType<typeof createStress>
