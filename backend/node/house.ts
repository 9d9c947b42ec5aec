import type { Config } from './config.ts'
import type { Parts } from './parts.ts'

const minute = 60_000
const maintainMs = 15_000
const retainMs = 60 * minute
/** After the start, when the page has been read: a server that is stopped every evening keeps no log too long. */
const firstRetainMs = minute / 2
const day = 24 * 60 * minute
const batch = 1_000

type Housed = Pick<Parts, 'clock' | 'report'> & {
  deletions: Pick<Parts['deletions'], 'takeUp'>
  database: Pick<Parts['database'], 'maintain'>
  drift: Pick<Parts['drift'], 'settle'>
  logs: Pick<Parts['logs'], 'expireLogs'>
}

/** Keeps the database in order while the server runs: compaction, vacuum, retention by arrival, first baselines, and deletions that were left. Returns how to stop. */
export const keepHouse = (
  { database, logs, deletions, drift, clock, report }: Housed,
  { retentionDays }: Pick<Config, 'retentionDays'>,
): (() => Promise<void>) => {
  let working: Promise<void> = Promise.resolve()
  let stopped = false

  /** One piece of work at a time; what is still waiting or at work is not asked for again. */
  const inTurn = (name: string, work: () => Promise<void>) => {
    let due = false
    return () => {
      if (due) return
      due = true
      working = working.then(async () => {
        if (!stopped) await work().catch((error: unknown) => report('warn', `${name} failed, it is tried again later`, error))
        due = false
      })
    }
  }

  const retain = async (): Promise<void> => {
    while (!stopped && (await logs.expireLogs(clock() - retentionDays * day, batch)) > 0);
  }

  const maintaining = inTurn('maintenance', () => database.maintain())
  const retaining = inTurn('retention', retain)
  const takingUp = inTurn('taking up deletions', () => deletions.takeUp())
  const settling = inTurn('making baselines', () => drift.settle())
  const timers = [
    setInterval(maintaining, maintainMs),
    setInterval(takingUp, minute),
    setInterval(settling, minute),
    setTimeout(retaining, firstRetainMs),
    setInterval(retaining, retainMs),
  ]
  return () => {
    stopped = true
    for (const timer of timers) clearInterval(timer)
    return working
  }
}
