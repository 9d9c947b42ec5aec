import type { Place, WasteKind } from '../../core/measurement.ts'
import { createRegistry } from '../../core/registry.ts'
import type { Segmented } from '../segment.ts'
import type { Context, Found } from './detector.ts'
import { filler } from './filler.ts'
import { overthinking } from './overthinking.ts'
import { repetition } from './repetition.ts'
import { restatement } from './restatement.ts'

/** In order of precedence: a word that two detectors claim belongs to the first. */
export const detectors = createRegistry([overthinking, repetition, restatement, filler])

export type Claimed = Found & { kind: WasteKind; in: Place }

/** Takes out of `found` what `taken` holds already; both sorted and disjoint. */
const without = (found: readonly Claimed[], taken: readonly Claimed[]): Claimed[] => {
  let at = 0
  return found.filter(({ start, end }) => {
    while (at < taken.length && (taken[at] as Claimed).end <= start) at++
    return at === taken.length || (taken[at] as Claimed).start >= end
  })
}

/** Least share of the words that must be left when filler and restatement are taken away. */
const leastLeft = 0.35

/**
 * Is there an answer beside its frame? A greeting returned, a name asked for, an apology: when the frame is nearly all there is,
 * it is the answer, and nobody would call it waste.
 */
const leftover = ({ words }: Segmented, claimed: readonly Claimed[]): boolean => {
  let at = 0
  let framed = 0
  for (const { kind, start, end } of claimed) {
    if (kind === 'repetition') continue
    while (at < words.count && (words.start[at] as number) < start) at++
    for (; at < words.count && (words.start[at] as number) < end; at++) framed++
  }
  return words.count - framed >= leastLeft * words.count
}

/** Every wasted stretch of one text, sorted and disjoint. */
export const findWaste = (text: Segmented, context: Context): Claimed[] => {
  let claimed: Claimed[] = []
  for (const detector of detectors.all) {
    if (!detector.places.includes(text.place)) continue
    const found = detector.find(text, context).map((span) => ({ ...span, kind: detector.id, in: text.place }))
    if (found.length > 0) claimed = [...claimed, ...without(found, claimed)].sort((a, b) => a.start - b.start)
  }
  return leftover(text, claimed) ? claimed : claimed.filter(({ kind }) => kind !== 'filler' && kind !== 'restatement')
}
