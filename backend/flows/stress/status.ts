import type { Campaign } from '../../core/campaign.ts'
import { courseOf } from '../../core/course.ts'
import { toNano, toUsd } from '../../core/money.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Waiting for a rate limit now, or paused until a quota is back. */
const isWaiting = ({ status, waitingUntil }: Campaign, now: number): boolean =>
  waitingUntil !== null && (status === 'paused' || (status === 'running' && waitingUntil > now))

/**
 * Milliseconds a prompt takes: attacks, when more have been answered than are asked at once, are the measure of those to come, since they take longer
 * than controls. Null when there is nothing to go by, as while a model still writes the first of them.
 */
const paceOf = (run: Campaign, now: number): number | null => {
  const { config, startedAt, attackedAt, answeredAt, processedPrompts } = run
  const { attacksDone } = courseOf(run)
  if (attackedAt !== null && answeredAt !== null && attacksDone > config.concurrency) return (answeredAt - attackedAt) / (attacksDone - 1)
  if (startedAt === null || processedPrompts === 0 || config.generator !== 'templates') return null
  return ((answeredAt ?? now) - startedAt) / processedPrompts
}

/** At the pace so far, which a wait that is longer than expected slows down; null when there is none to go by. */
const etaSeconds = (run: Campaign, now: number): number | null => {
  const { status, answeredAt, processedPrompts, totalPrompts, waitingUntil } = run
  const pace = status === 'running' ? paceOf(run, now) : null
  if (pace === null) return null
  const since = now - (answeredAt ?? now)
  const left = Math.max(pace * (totalPrompts - processedPrompts) - since, since)
  return Math.round(Math.max(left, (waitingUntil ?? 0) - now) / 1000)
}

/** The budget that holds, and what was asked where the server's own cap is less. */
const budgetOf = ({ config: { budgetUsd }, caps }: Campaign) => {
  const isCapped = budgetUsd !== null && caps.nano !== null && caps.nano < (toNano(budgetUsd) ?? 0)
  return isCapped ? { budgetUsd: toUsd(caps.nano), askedBudgetUsd: budgetUsd } : { budgetUsd }
}

/** A run as `GET /api/red-team/status` and the stream tell it. */
export const statusOf = (run: Campaign, now: number) => ({
  runId: run.runId,
  status: run.status,
  progress: run.status === 'completed' ? 1 : run.totalPrompts === 0 ? 0 : run.processedPrompts / run.totalPrompts,
  processedPrompts: run.processedPrompts,
  totalPrompts: run.totalPrompts,
  etaSeconds: etaSeconds(run, now),
  spentUsd: run.spentNano / 1e9,
  ...budgetOf(run),
  waitingForRateLimit: isWaiting(run, now),
  startedAt: iso(run.startedAt),
  finishedAt: iso(run.finishedAt),
  ...(run.error !== null && { error: run.error }),
  target: run.config.target,
  model: run.model,
  practice: run.isPractice,
  ...courseOf(run),
  judge: run.config.judge,
})

export type RunStatusOut = ReturnType<typeof statusOf>
