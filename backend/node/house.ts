import type { Config } from './config.ts'
import type { Parts } from './parts.ts'

const minute = 60_000
const maintainMs = 15_000
const retainMs = 60 * minute
const day = 24 * 60 * minute
const batch = 1_000

/** Keeps the database in order while the server runs: compaction, vacuum, and retention by arrival. Returns how to stop. */
export const keepHouse = ({ database, logs, clock, report }: Parts, { retentionDays }: Config): (() => Promise<void>) => {
  let working: Promise<void> = Promise.resolve()
  let stopped = false

  const inTurn = (name: string, work: () => Promise<void>) => () => {
    working = working.then(async () => {
      if (stopped) return
      await work().catch((error: unknown) => report('warn', `${name} failed, it is tried again later`, error))
    })
  }

  const retain = async (): Promise<void> => {
    while (!stopped && (await logs.expireLogs(clock() - retentionDays * day, batch)) > 0);
  }

  const timers = [
    setInterval(
      inTurn('maintenance', () => database.maintain()),
      maintainMs,
    ),
    setInterval(inTurn('retention', retain), retainMs),
  ]
  return () => {
    stopped = true
    for (const timer of timers) clearInterval(timer)
    return working
  }
}
