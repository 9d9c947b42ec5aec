import { askedText, type Source, type Status } from '../../core/log.ts'
import type { MeasuredLog, Refusal, WastePreview } from '../../core/measurement.ts'
import { toNano, toUsd } from '../../core/money.ts'
import type { LogHead } from '../../core/ports.ts'
import { wastePreviewOf } from '../../core/preview.ts'
import { ratios, type Sums, sumsOf, wasteByKind } from '../../core/summary.ts'

/** One log as a row of `logs`: whole numbers, no texts but a preview. */
export interface HeadRow {
  id: string
  occurred_ms: number
  received_ms: number
  model: string
  service: string | null
  route: string | null
  source: Source
  status: Status
  preview: string
  prompt_hash: number
  session_id: string | null
  user_id: string | null
  latency_ms: number | null
  input: number
  cached: number
  cache_write: number
  output: number
  reasoning: number
  wasted: number
  wasted_reasoning: number
  repetition: number
  restatement: number
  filler: number
  scored: boolean
  looping: boolean
  refusal: Refusal
  cost_nano: number | null
  wasted_nano: number | null
  waste_preview: string | null
}

/** The SQL type of each column, in order; `seq` comes first in the table and is given out there. */
export const headTypes: Record<keyof HeadRow, string> = {
  id: 'text',
  occurred_ms: 'bigint',
  received_ms: 'bigint',
  model: 'text',
  service: 'text',
  route: 'text',
  source: 'text',
  status: 'text',
  preview: 'text',
  prompt_hash: 'bigint',
  session_id: 'text',
  user_id: 'text',
  latency_ms: 'bigint',
  input: 'bigint',
  cached: 'bigint',
  cache_write: 'bigint',
  output: 'bigint',
  reasoning: 'bigint',
  wasted: 'bigint',
  wasted_reasoning: 'bigint',
  repetition: 'bigint',
  restatement: 'bigint',
  filler: 'bigint',
  scored: 'boolean',
  looping: 'boolean',
  refusal: 'text',
  cost_nano: 'bigint',
  wasted_nano: 'bigint',
  waste_preview: 'text',
}

export const headColumns = Object.keys(headTypes) as (keyof HeadRow)[]

/** 53 bits over the text, to group the same prompts (two 32-bit FNV-1a rounds with different primes). Linear. */
const hashOf = (text: string): number => {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  return (b >>> 11) * 0x1_0000_0000 + (a >>> 0)
}

/** The first characters, on one line, no surrogate pair split. */
const previewOf = (text: string): string => {
  const cut = text.slice(0, 160)
  return (/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut).replace(/\s+/g, ' ')
}

export const toRow = (entry: MeasuredLog, receivedMs: number): HeadRow => {
  const { log, measurement } = entry
  const { tokens } = measurement
  const { repetition, restatement, filler } = wasteByKind(measurement.waste)
  const asked = askedText(log)
  const preview = wastePreviewOf(entry)
  return {
    id: log.id,
    occurred_ms: Math.round(log.timestamp),
    received_ms: receivedMs,
    model: log.model,
    service: log.service,
    route: log.route,
    source: log.source,
    status: log.status,
    preview: previewOf(asked),
    prompt_hash: hashOf(asked),
    session_id: log.sessionId,
    user_id: log.userId,
    latency_ms: log.latencyMs === null ? null : Math.round(log.latencyMs),
    input: tokens.input,
    cached: tokens.cached,
    cache_write: tokens.cacheWrite,
    output: tokens.output,
    reasoning: tokens.reasoning,
    wasted: tokens.wasted,
    wasted_reasoning: tokens.wastedReasoning,
    repetition,
    restatement,
    filler,
    scored: measurement.cognitiveWaste !== null,
    looping: measurement.loop,
    refusal: measurement.refusal,
    cost_nano: toNano(measurement.costUsd),
    wasted_nano: toNano(measurement.wastedUsd),
    waste_preview: preview && JSON.stringify(preview),
  }
}

const tokensOf = (row: HeadRow) => ({
  input: row.input,
  cached: row.cached,
  cacheWrite: row.cache_write,
  output: row.output,
  reasoning: row.reasoning,
  wasted: row.wasted,
  wastedReasoning: row.wasted_reasoning,
})

export const toHead = (row: HeadRow): LogHead => {
  const tokens = tokensOf(row)
  const { cognitiveWaste, tokenEfficiency } = ratios(tokens)
  return {
    id: row.id,
    timestamp: row.occurred_ms,
    model: row.model,
    service: row.service,
    route: row.route,
    source: row.source,
    status: row.status,
    preview: row.preview,
    tokens: row.input + row.cached + row.cache_write + row.output + row.reasoning,
    latencyMs: row.latency_ms,
    cognitiveWaste: row.scored ? cognitiveWaste : null,
    tokenEfficiency: row.scored ? tokenEfficiency : null,
    refusal: row.refusal,
    loop: row.looping,
    costUsd: toUsd(row.cost_nano),
    wastedUsd: toUsd(row.wasted_nano),
    wastePreview: row.waste_preview === null ? null : (JSON.parse(row.waste_preview) as WastePreview),
  }
}

/** The facts of a row. Taken from the row when it is stored and again when it is deleted, so that both are exactly the same. */
export const sumsOfRow = (row: HeadRow): Sums => {
  const tokens = tokensOf(row)
  const { useful, cognitiveWaste } = ratios(tokens)
  return sumsOf(
    { status: row.status, latencyMs: row.latency_ms },
    {
      tokens,
      tokenSource: 'reported',
      usefulTokens: useful,
      cognitiveWaste: row.scored ? cognitiveWaste : null,
      lengthVsExpected: null,
      tokenEfficiency: null,
      loop: row.looping,
      refusal: row.refusal,
      costUsd: toUsd(row.cost_nano),
      wastedUsd: toUsd(row.wasted_nano),
    },
    row,
  )
}
