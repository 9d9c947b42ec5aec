import { functionWords, negations, wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { trait, type Words } from '../words.ts'
import { sense } from './thesaurus.ts'

/** The words of a segment that carry its subject, each once. */
export interface Content {
  /** Stems, one for all words of a meaning. */
  readonly senses: readonly number[]
  /** Those of numbers, ordinals and names (capitals inside a sentence): a different one makes it another statement. */
  readonly hard: ReadonlySet<number>
  readonly negated: boolean
}

const ordinals = wordSet(
  'first second third fourth fifth sixth seventh eighth ninth tenth last one two three four five six seven eight nine ten pros cons left right',
)

/** Does the word carry a subject? In a language whose function words are unknown, length must tell. */
export const carries = (words: Words, i: number, english: boolean): boolean => {
  const traits = words.traits[i] as number
  if (traits & (trait.number | trait.single)) return true
  const length = (words.end[i] as number) - (words.start[i] as number)
  if (length === 1) return english && (traits & trait.capital) > 0 && !functionWords.has(words.key[i] as number)
  return english ? !functionWords.has(words.key[i] as number) : length > 3
}

/** O(words of the segment). */
export const contentOf = ({ words, english }: Segmented, segment: Segment): Content => {
  const senses = new Set<number>()
  const hard = new Set<number>()
  let negated = false
  for (let i = segment.from; i < segment.to; i++) {
    const key = words.key[i] as number
    if (negations.has(key)) negated = true
    const traits = words.traits[i] as number
    const counts = ordinals.has(key)
    if (!counts && !carries(words, i, english)) continue
    const stem = sense(words.stem[i] as number)
    senses.add(stem)
    // the first word of a sentence is a name when a name follows
    const name = traits & trait.capital && (i > segment.from || ((words.traits[i + 1] ?? 0) & trait.capital && i + 1 < segment.to))
    if (counts || traits & trait.number || name) hard.add(stem)
  }
  return { senses: [...senses], hard, negated }
}
