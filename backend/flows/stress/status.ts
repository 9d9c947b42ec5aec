import type { Campaign } from '../../core/campaign.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Waiting for a rate limit now, or paused until a quota is back. */
const isWaiting = ({ status, waitingUntil }: Campaign, now: number): boolean =>
  waitingUntil !== null && (status === 'paused' || (status === 'running' && waitingUntil > now))

/** At the pace so far; null when there is none to go by. */
const etaSeconds = (run: Campaign, now: number): number | null => {
  const { status, startedAt, processedPrompts, totalPrompts, waitingUntil } = run
  if (status !== 'running' || startedAt === null || processedPrompts === 0) return null
  const left = ((now - startedAt) / processedPrompts) * (totalPrompts - processedPrompts)
  return Math.round(Math.max(left, (waitingUntil ?? 0) - now) / 1000)
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
  budgetUsd: run.config.budgetUsd,
  waitingForRateLimit: isWaiting(run, now),
  startedAt: iso(run.startedAt),
  finishedAt: iso(run.finishedAt),
  ...(run.error !== null && { error: run.error }),
  target: run.config.target,
  model: run.model,
  practice: run.isPractice,
  generator: run.config.generator,
  judge: run.config.judge,
})

export type RunStatusOut = ReturnType<typeof statusOf>
