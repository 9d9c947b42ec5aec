import type { WasteKind, WasteSpan } from '../../backend/core/measurement.ts'
import { measure } from '../../backend/measure/index.ts'
import { logWith } from '../../test/logWith.ts'
import { tools } from '../tools.ts'
import { type Planted, seeded } from './plant.ts'

/** Characters of two sets of disjoint spans that coincide. */
const overlap = (a: readonly { start: number; end: number }[], b: readonly { start: number; end: number }[]): number =>
  a.reduce((sum, x) => sum + b.reduce((part, y) => part + Math.max(0, Math.min(x.end, y.end) - Math.max(x.start, y.start)), 0), 0)

const length = (spans: readonly { start: number; end: number }[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0)

export const wasteIn = ({ prompt, text }: Pick<Planted, 'prompt' | 'text'>, kind?: WasteKind): WasteSpan[] =>
  measure(logWith({ prompt, response: text, usage: null }), tools).waste.filter((span) => kind === undefined || span.kind === kind)

export interface Score {
  precision: number
  recall: number
  f1: number
  /** 95 % interval of F1, from resampling the texts. */
  low: number
  high: number
  n: number
}

interface Counts {
  hit: number
  found: number
  wanted: number
}

const f1Of = (counts: readonly Counts[]) => {
  const sum = (field: keyof Counts) => counts.reduce((total, one) => total + one[field], 0)
  const [hit, found, wanted] = [sum('hit'), sum('found'), sum('wanted')]
  const precision = found > 0 ? hit / found : 0
  const recall = wanted > 0 ? hit / wanted : 0
  return { precision, recall, f1: hit > 0 ? (2 * precision * recall) / (precision + recall) : 0 }
}

/** Span precision, recall and F1 in characters over many texts. */
export const score = (planted: readonly Planted[], kind: WasteKind): Score => {
  const counts = planted.map((plant) => {
    const spans = wasteIn(plant, kind)
    return { hit: overlap(spans, plant.spans), found: length(spans), wanted: length(plant.spans) }
  })
  const random = seeded(1)
  const resampled = Array.from({ length: 300 }, () => f1Of(counts.map(() => counts[Math.floor(random() * counts.length)] as Counts)).f1)
  resampled.sort((a, b) => a - b)
  return { ...f1Of(counts), low: resampled[7] ?? 0, high: resampled[292] ?? 0, n: planted.length }
}

/** How many of the texts have one of their spared sentences flagged as this kind. */
export const wronged = (planted: readonly Planted[], kind: WasteKind): { hits: number; n: number } => ({
  hits: planted.filter((plant) => overlap(wasteIn(plant, kind), plant.spared ?? []) > 0).length,
  n: planted.length,
})
