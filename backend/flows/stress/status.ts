import type { Campaign } from '../../core/campaign.ts'
import { courseOf, templates } from '../../core/course.ts'
import { toNano, toUsd } from '../../core/money.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Waiting for a rate limit now, or paused until a quota is back. */
const isWaiting = ({ status, waitingUntil }: Campaign, now: number): boolean =>
  waitingUntil !== null && (status === 'paused' || (status === 'running' && waitingUntil > now))

/** When this host began to drive a run, or went on with it, and how many of its prompts were answered then. */
export interface Begun {
  at: number
  processedPrompts: number
}

/**
 * Milliseconds a prompt takes, by what was answered since the run was begun or gone on with: a pause is no pace. Attacks, when more have been answered
 * than are asked at once, are the measure of those to come, since they take longer than controls. Null when there is nothing to go by, as while a
 * model still writes the first of them.
 */
const paceOf = (run: Campaign, begun: Begun): number | null => {
  const { config, attackedAt, answeredAt, processedPrompts } = run
  if (answeredAt === null) return null
  const { attacks, attacksDone } = courseOf(run)
  const before = courseOf({ ...run, processedPrompts: begun.processedPrompts }).attacksDone
  if (attacksDone - before > config.concurrency) {
    const isFromFirst = before === 0 && attackedAt !== null
    return isFromFirst ? (answeredAt - attackedAt) / (attacksDone - 1) : (answeredAt - begun.at) / (attacksDone - before)
  }
  const answered = processedPrompts - begun.processedPrompts
  const isWritten = attacks > 0 && config.generator !== templates
  return answered <= 0 || isWritten ? null : (answeredAt - begun.at) / answered
}

/** At the pace so far, which a wait that is longer than expected slows down; null when there is none to go by. */
const etaSeconds = (run: Campaign, now: number, begun: Begun | undefined): number | null => {
  const { status, answeredAt, processedPrompts, totalPrompts, waitingUntil } = run
  const pace = status === 'running' && begun !== undefined ? paceOf(run, begun) : null
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

/** A run as `GET /api/red-team/status` and the stream tell it. `begun` is absent where this host does not drive it. */
export const statusOf = (run: Campaign, now: number, begun: Begun | undefined) => ({
  runId: run.runId,
  status: run.status,
  progress: run.status === 'completed' ? 1 : run.totalPrompts === 0 ? 0 : run.processedPrompts / run.totalPrompts,
  processedPrompts: run.processedPrompts,
  totalPrompts: run.totalPrompts,
  etaSeconds: etaSeconds(run, now, begun),
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
