import type { EtlRun } from '../../backend/core/etl.ts'
import { ago, many } from './format.ts'

/** A refresh of the marts, as `GET /api/dbt/status` tells it. */
export type Refresh = Omit<EtlRun, 'startedAt' | 'finishedAt' | 'error'> & {
  startedAt: string
  finishedAt: string | null
  error?: string | null
}

export interface MartsStatus {
  running: boolean
  nextAt: string | null
  /** Since the marts held every log there was; null when they never did. */
  martsAgeSeconds: number | null
  /** Newest first. */
  runs: Refresh[]
}

/** The newest refresh that has ended; what the marts hold is what the newest good one made. */
export const lastEnded = ({ runs }: MartsStatus): Refresh | null => runs.find(({ status }) => status !== 'running') ?? null
export const lastGood = ({ runs }: MartsStatus): Refresh | null => runs.find(({ status }) => status === 'success') ?? null

const since = (at: string | null, now: number): string => (at === null ? '' : ` ${ago(now - Date.parse(at))} ago`)

/** What is wrong with the marts, in words; null when the last refresh went well or none has run. */
export const failureText = (status: MartsStatus, now: number): string | null => {
  const last = lastEnded(status)
  if (last === null || last.status !== 'failed') return null
  const good = lastGood(status)
  const stand = good === null ? 'there are no marts yet' : `the marts of${since(good.finishedAt, now)} stand`
  return `The last refresh of the marts failed${since(last.finishedAt, now)}: ${last.error ?? 'no reason was given'}. ${stand[0]?.toUpperCase()}${stand.slice(1)}.`
}

/** How fresh the marts are. */
export const freshText = ({ martsAgeSeconds: age }: Pick<MartsStatus, 'martsAgeSeconds'>): string =>
  age === null ? 'no log is in the marts yet' : `every log older than ${ago(age * 1000)} is in the marts`

/** "41 tests passed", "2 of 43 tests failed" */
export const testsText = ({ passed, failed }: Refresh['tests']): string => {
  if (passed + failed === 0) return 'no tests ran'
  return failed > 0 ? `${failed} of ${many(passed + failed, 'test')} failed` : `${many(passed, 'test')} passed`
}

/** When the next refresh is due, in words. */
export const nextText = ({ running, nextAt }: Pick<MartsStatus, 'running' | 'nextAt'>, now: number): string => {
  if (running) return 'one is running'
  if (nextAt === null) return 'none is planned'
  const left = Date.parse(nextAt) - now
  return left <= 0 ? 'due now' : `in ${ago(left)}`
}
