import type { Campaign } from '../../core/campaign.ts'
import type { CampaignStore, Claimed } from '../../core/campaignStore.ts'
import type { Clock, LogStore } from '../../core/ports.ts'
import type { Vendor } from '../../core/provider.ts'
import type { Random } from '../../core/random.ts'
import type { Registry } from '../../core/registry.ts'
import type { Left, PacedModel, RunContext } from './context.ts'
import { createCrew } from './crew.ts'
import { createGenerate } from './generator.ts'
import { createPace, type Pace, type Pause } from './pace.ts'
import { createReferences, scoreRun } from './scoring.ts'
import { readTarget } from './start.ts'
import type { Begun } from './status.ts'

interface Parts {
  campaigns: CampaignStore
  logs: LogStore
  vendors: Registry<Vendor>
  clock: Clock
  random: Random
  pause: Pause
  owner: string
  /** Of the runs that are driven here, by their id. */
  begun: Map<string, Begun>
  attempt(attempt: Claimed, context: RunContext): Promise<Left>
  failed(error: unknown): void
  changed(): void
}

/** A dead host's attempts are due again after this. */
const leaseMs = 20_000
const renewMs = 5_000
/** How long a driver without work waits before it looks again. */
const idleMs = 250
/** Findings in a row that failed, after which failed calls are not tried again. */
const patience = 8
/** A wait is told from this length on. */
const toldMs = 50
/** Models whose limits are remembered: those asked last. */
const mostPaces = 100
const drainMs = 5_000

interface Driving {
  run: Campaign
  halt: AbortController
  done: Promise<void>
}

/** Drives the runs of this host: claims attempts as calls end, never more at a time than a run's concurrency, until nothing is left. */
export const createDriver = (parts: Parts) => {
  const { campaigns, vendors, clock, pause, owner, begun, failed, changed } = parts
  const drivings = new Map<string, Driving>()
  const paces = new Map<string, Pace>()
  /** What ends the call of each attempt under way, by its id: one for all would be one signal with as many listeners. */
  const calls = new Map<string, AbortController>()
  let closed = false
  let renewing: ReturnType<typeof setInterval> | null = null

  const lease = () => ({ owner, until: clock() + leaseMs })

  const paceOf = (vendor: Vendor, model: string): Pace => {
    const key = `${vendor.id}:${model}`
    const pace = paces.get(key) ?? createPace({ ...parts, atOnce: vendor.atOnce })
    paces.delete(key)
    paces.set(key, pace)
    const [oldest] = paces.keys()
    if (paces.size > mostPaces && oldest !== undefined) paces.delete(oldest)
    return pace
  }

  /** What an attempt that ends the run for now does to it. */
  const endRun = async ({ run, halt }: Driving, left: Exclude<Left, { status: 'stored' | 'back' }>): Promise<void> => {
    const finishedAt = clock()
    if (left.status === 'over') {
      const { nano } = run.caps
      const cap = nano === null ? `${run.caps.tokens} tokens` : `$${nano / 1e9} or ${run.caps.tokens} tokens`
      await campaigns.move(run.runId, ['running'], 'stopped', {
        finishedAt,
        error: `the next call could pass what the run may spend (${cap})`,
      })
    } else if (left.status === 'daily') {
      const until = Math.ceil(left.until)
      const error = `a quota of the day is used up: ${left.message}; goes on at ${new Date(until).toISOString()} or when it is resumed`
      await campaigns.move(run.runId, ['running'], 'paused', { waitingUntil: until, error })
      paces.clear() // a person may go on before: then the provider is asked, not our memory of it
    } else await campaigns.move(run.runId, ['running'], 'failed', { finishedAt, error: left.message })
    halt.abort()
    changed()
  }

  /** Null for what is no target: `none`, `templates`. */
  const modelOf = (target: string): PacedModel | null => {
    const found = readTarget(target, vendors)
    return found && { ...found, pace: paceOf(found.vendor, found.model) }
  }

  /** How many calls a vendor works on at a time is learned by asking it: after a restart nobody has, and it may come up later than this host. */
  const askSlots = async ({ config: { target, generator, judge } }: Campaign): Promise<void> => {
    const asked = new Set([target, generator, judge].map((named) => readTarget(named, vendors)?.vendor))
    await Promise.all([...asked].map((vendor) => vendor?.atOnce && vendor.state()))
  }

  const contextOf = (
    driving: Driving,
    vendor: Vendor,
    moment: () => Promise<void>,
  ): { context: Omit<RunContext, 'abandon' | 'leave' | 'needs' | 'sent' | 'forgo'>; heard(left: Left): void } => {
    const { run, halt } = driving
    const generator = modelOf(run.config.generator)
    let failures = 0
    let told = 0
    const lost = () => {
      const error = 'the model runner stopped answering: since then the templates stand alone'
      campaigns.move(run.runId, ['running'], 'running', { error }).catch(failed)
    }
    return {
      heard: (left) => {
        if (left.status === 'stored') failures = left.failed ? failures + 1 : 0
      },
      context: {
        run,
        vendor,
        owner,
        moment,
        pace: paceOf(vendor, run.model),
        halt: halt.signal,
        generate: generator && createGenerate(generator, clock, lost),
        judge: modelOf(run.config.judge),
        patient: () => failures < patience,
        reference: createReferences(campaigns),
        waits: (until) => {
          if (until <= told || until - clock() < toldMs) return
          told = until
          campaigns.setWaiting(run.runId, Math.round(until)).then(changed, failed)
        },
      },
    }
  }

  /** One run, to its end or until it runs no more. */
  const work = async (driving: Driving, vendor: Vendor): Promise<void> => {
    const { halt } = driving
    const { runId } = driving.run
    // Inside an attempt its own promise is no news.
    const { context, heard } = contextOf(driving, vendor, () => pause(idleMs / 10, [halt.signal]))
    const crew = createCrew({ ...parts, calls, lease, heard, ends: (left) => endRun(driving, left) }, context)
    try {
      while (!halt.signal.aborted) {
        if (crew.isBusy()) {
          await crew.fill()
          await crew.moment(idleMs)
          continue
        }
        const { count, dueAt } = await campaigns.open(runId)
        if (count === 0) {
          await Promise.all([crew.settled(), scoreRun(campaigns, runId)])
          await campaigns.move(runId, ['running'], 'completed', { finishedAt: clock(), waitingUntil: null })
          break
        }
        if ((await crew.fill()) > 0) continue
        if ((await campaigns.run(runId))?.status !== 'running') break
        await pause(Math.max(10, Math.min((dueAt ?? 0) - clock(), idleMs)), [halt.signal])
      }
    } finally {
      await crew.settled() // whatever failed: what is under way here is not begun a second time
    }
    const now = await campaigns.run(runId)
    if (now !== null && ['stopped', 'failed'].includes(now.status)) await scoreRun(campaigns, runId)
    changed()
  }

  const keepLeases = (): void => {
    renewing ??= setInterval(() => {
      if (drivings.size === 0) return
      campaigns.renewLeases(lease(), [...calls.keys()]).catch(failed)
      for (const [runId, { run }] of drivings) {
        campaigns.closeExpired(runId, clock()).catch(failed) // a call that waits for money may wait for what a dead host holds
        askSlots(run).catch(failed)
        look(runId)
      }
    }, renewMs)
  }

  /** Notices that a run no longer runs, whoever ended it. */
  const look = (runId: string): void => {
    const driving = drivings.get(runId)
    if (driving === undefined) return
    campaigns.run(runId).then((run) => {
      if (run?.status !== 'running' && run?.status !== 'queued') driving.halt.abort()
    }, failed)
  }

  const drive = (run: Campaign): void => {
    const target = readTarget(run.config.target, vendors)
    if (closed || target === null) return
    const before = drivings.get(run.runId)
    if (before !== undefined) {
      // It was paused and goes on before its last calls are back.
      if (before.halt.signal.aborted) void before.done.then(() => drive(run))
      return
    }
    const driving: Driving = { run, halt: new AbortController(), done: Promise.resolve() }
    drivings.set(run.runId, driving)
    keepLeases()
    const begin = async () => {
      await askSlots(run)
      const at = clock()
      const now = (await campaigns.move(run.runId, ['queued'], 'running', { startedAt: at })) ?? (await campaigns.run(run.runId))
      if (now !== null) begun.set(run.runId, { at, processedPrompts: now.processedPrompts })
      await work(driving, target.vendor)
    }
    driving.done = begin()
      .catch(failed)
      .finally(() => {
        drivings.delete(run.runId)
        begun.delete(run.runId)
      })
  }

  const settled = async (): Promise<void> => {
    while (drivings.size > 0) await Promise.all([...drivings.values()].map(({ done }) => done))
  }

  return {
    drive,
    look,
    settled,
    close: async (): Promise<void> => {
      closed = true
      for (const { halt } of drivings.values()) halt.abort()
      const late = new AbortController()
      await Promise.race([settled(), pause(drainMs, [late.signal])])
      late.abort()
      for (const call of calls.values()) call.abort()
      await settled()
      if (renewing !== null) clearInterval(renewing)
    },
  }
}
