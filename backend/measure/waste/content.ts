import { functionWords } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { trait, type Words } from '../words.ts'

/** The words of a segment that carry its subject, each once. */
export interface Content {
  readonly stems: readonly number[]
  /** Stems of numbers and of names (capitals inside a sentence): a different one makes it another statement. */
  readonly hard: ReadonlySet<number>
}

/** Does the word carry a subject? In a language whose function words are unknown, length must tell. */
export const carries = (words: Words, i: number, english: boolean): boolean => {
  if ((words.traits[i] as number) & (trait.number | trait.single)) return true
  const length = (words.end[i] as number) - (words.start[i] as number)
  return english ? length > 1 && !functionWords.has(words.key[i] as number) : length > 3
}

/** O(words of the segment). */
export const contentOf = ({ words, english }: Segmented, segment: Segment): Content => {
  const stems = new Set<number>()
  const hard = new Set<number>()
  for (let i = segment.from; i < segment.to; i++) {
    if (!carries(words, i, english)) continue
    const stem = words.stem[i] as number
    stems.add(stem)
    const traits = words.traits[i] as number
    if (traits & trait.number || (traits & trait.capital && i > segment.from)) hard.add(stem)
  }
  return { stems: [...stems], hard }
}
