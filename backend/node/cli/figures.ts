import type { WasteRow } from '../../core/ports.ts'
import type { WasteByKind } from '../../core/summary.ts'
import type { RouteDrift } from '../../flows/drift/rows.ts'
import type { Connection } from '../connect.ts'
import { answerOf, durationMs } from './command.ts'

export interface Metrics {
  count: number
  logsPerSecond: number | null
  errorRate: number | null
  latencyMs: { p50: number | null; p95: number | null; p99: number | null }
  tokenEfficiency: number | null
  cognitiveWaste: number | null
  wastefulShare: number | null
  semanticDrift: number | null
  /** Of the latest finished run of a real target. */
  adversarialStress: number | null
  fragilityScore: number | null
  stressRun: string | null
  tokens: { input: number; cached: number; output: number; reasoning: number; wasted: number }
  wastedByKind: WasteByKind
  costUsd: number | null
  wastedUsd: number | null
  unpriced: number
}

type Stress = Pick<Metrics, 'adversarialStress' | 'fragilityScore' | 'stressRun'>
const noStress: Stress = { adversarialStress: null, fragilityScore: null, stressRun: null }
type Run = Omit<Stress, 'stressRun'> & { runId: string; status: string; practice: boolean }

/** What the latest finished run scores, where no log of production brings it along. */
const latestStress = async ({ fetch }: Connection): Promise<Stress> => {
  const { runs } = await answerOf<{ runs: Run[] }>(await fetch('/api/red-team/runs?limit=100'))
  const latest = runs.find(
    ({ status, practice, adversarialStress }) =>
      !practice && (status === 'completed' || (status === 'stopped' && adversarialStress !== null)),
  )
  return {
    adversarialStress: latest?.adversarialStress ?? null,
    fragilityScore: latest?.fragilityScore ?? null,
    stressRun: latest?.runId ?? null,
  }
}

/** The figures of production since a while ago. */
export const metricsSince = async (connection: Connection, since: string) => {
  const { fetch } = connection
  const to = Date.now()
  const from = to - durationMs(since)
  const { rows, dataAgeSeconds } = await answerOf<{ rows: Metrics[]; dataAgeSeconds: number | null }>(
    await fetch(`/api/metrics?bucket=all&from=${from}`),
  )
  const none: Metrics = {
    count: 0,
    logsPerSecond: 0,
    errorRate: null,
    latencyMs: { p50: null, p95: null, p99: null },
    tokenEfficiency: null,
    cognitiveWaste: null,
    wastefulShare: null,
    semanticDrift: null,
    ...noStress,
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, wasted: 0 },
    wastedByKind: { repetition: 0, restatement: 0, filler: 0, overthinking: 0 },
    costUsd: null,
    wastedUsd: null,
    unpriced: 0,
  }
  const { bucket: _, ...row } = { bucket: '', ...(rows[0] ?? { ...none, ...(await latestStress(connection)) }) }
  return { from, to, metrics: { at: new Date(to).toISOString(), window: since, drift: null, ...row, dataAgeSeconds } }
}

export const topWaste = async ({ fetch }: Connection, from: number, by: 'route' | 'model'): Promise<WasteRow[]> =>
  (await answerOf<{ rows: WasteRow[] }>(await fetch(`/api/waste/top?by=${by}&from=${from}&limit=10`))).rows

/** A row of `GET /api/drift`, as far as it is shown. */
export interface DriftOut extends Omit<RouteDrift, 'since' | 'baseline' | 'length' | 'embedder' | 'examples'> {
  length: { reasoning: { factor: number } | null } | null
  since: string | null
}

/** How far routes are from their baselines over the trailing day. */
export const drifts = async ({ fetch }: Connection): Promise<DriftOut[]> =>
  (await answerOf<{ rows: DriftOut[] }>(await fetch('/api/drift?window=24h'))).rows

/** Who moved, in words. */
export const movedText = ({ attribution, since, enough, baselineN, n, notEmbedded }: DriftOut): string => {
  if (baselineN < 200) return `${baselineN} of 200 logs for a baseline`
  if (n === 0 && notEmbedded === 0) return 'all its logs are part of the baseline'
  if (!enough) return `${n} of 100 logs to compare`
  const when = since === null ? '' : ` since ${since.slice(0, 16).replace('T', ' ')} UTC`
  return {
    none: 'as the baseline',
    model: 'the model changed',
    prompts: 'people ask different things',
    both: 'both moved; can’t be told apart',
  }[attribution].concat(attribution === 'none' ? '' : when)
}

/** Three significant digits with a unit; a dash where there is no data. */
export const number = (value: number | null, unit = ''): string => (value === null ? '–' : `${Number(value.toPrecision(3))}${unit}`)
export const share = (value: number | null): string => (value === null ? '–' : number(value * 100, ' %'))
export const dollars = (value: number | null): string =>
  value === null ? '–' : `$${value >= 1 ? value.toFixed(2) : Number(value.toPrecision(3))}`
