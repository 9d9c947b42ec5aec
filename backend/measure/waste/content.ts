import { mark } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { trait, type Words } from '../words.ts'
import { sense } from './thesaurus.ts'

/** The words of a segment that carry its subject, each once. */
export interface Content {
  /** Stems, one for all words of a meaning. */
  readonly senses: readonly number[]
  /** Those that are common words, which two sentences may share by chance. */
  readonly common: readonly boolean[]
  /** The word of the text each of them stands first at. */
  readonly at: readonly number[]
  /** Those of numbers, ordinals and names (capitals inside a sentence): a different one makes it another statement. */
  readonly hard: readonly number[]
  readonly negated: boolean
  /** The sentence begins with a word of content that is no common one: what it speaks of. */
  readonly leads: boolean
}

/** Does the word carry a subject? In a language whose function words are unknown, length must tell. */
export const carries = (words: Words, i: number, english: boolean): boolean => {
  const traits = words.traits[i] as number
  if (traits & (trait.number | trait.single)) return true
  const length = (words.end[i] as number) - (words.start[i] as number)
  if (length === 1) return english && (traits & trait.capital) > 0 && ((words.marks[i] as number) & mark.function) === 0
  return english ? ((words.marks[i] as number) & mark.function) === 0 : length > 3
}

const backquote = 96
const codeMarks = new Set([...'`_./\\@#'].map((char) => char.charCodeAt(0)))

/** Is it a piece of code, a path or an address: `tsconfig.json`, `refs/heads`, `name`? */
const isCode = ({ text, start, end }: Words, i: number): boolean => {
  const [before, after] = [(start[i] as number) - 1, end[i] as number]
  if (before >= 0 && text.charCodeAt(before) === backquote) return true
  if (after >= text.length || !codeMarks.has(text.charCodeAt(after))) return false
  return text.charCodeAt(after) === backquote || /[\p{L}\p{N}]/u.test(text[after + 1] ?? '')
}

/** Words of a segment that are looked at; a longer one is no sentence. */
const longest = 400

/** Written to again for each segment: what is kept of a long text has the size it needs, and is quickly copied. */
const found = { senses: [] as number[], common: [] as boolean[], at: [] as number[], hard: [] as number[] }

/** Does a sense stand among the first of those found? */
const isFound = (sense: number, count: number): boolean => {
  for (let i = 0; i < count; i++) if (found.senses[i] === sense) return true
  return false
}

/** The content from word `begin` on; O(words of the segment). */
export const contentOf = ({ words, english }: Segmented, segment: Segment, begin = segment.from): Content => {
  const { senses, common, at, hard } = found
  let count = 0
  let hardCount = 0
  // most sentences are short enough for a look along the list
  const seen = segment.to - segment.from > 60 ? new Set<number>() : null
  let negated = false
  const to = Math.min(segment.to, segment.from + longest)
  for (let i = begin; i < to; i++) {
    const marks = words.marks[i] as number
    if (marks & mark.negation) negated = true
    const traits = words.traits[i] as number
    const counts = (marks & mark.ordinal) > 0
    if (!counts && !carries(words, i, english)) continue
    const isCommon = (marks & mark.common) > 0
    const stem = isCommon ? sense(words.stem[i] as number) : (words.stem[i] as number)
    if (seen === null ? !isFound(stem, count) : !seen.has(stem)) {
      senses[count] = stem
      common[count] = isCommon
      at[count++] = i
    }
    seen?.add(stem)
    // the first word of a sentence is a name when a name follows
    const name = traits & trait.capital && (i > begin || ((words.traits[i + 1] ?? 0) & trait.capital && i + 1 < segment.to))
    if (counts || traits & trait.number || name || isCode(words, i)) hard[hardCount++] = stem
  }
  return {
    senses: senses.slice(0, count),
    common: common.slice(0, count),
    at: at.slice(0, count),
    hard: hard.slice(0, hardCount),
    negated,
    leads: count > 0 && at[0] === begin && !common[0],
  }
}

/** The content stems of a prompt, each with the number of its first word. */
export const stemsOf = (asked: Words): ReadonlyMap<number, number> => {
  const stems = new Map<number, number>()
  for (let i = 0; i < asked.count; i++) {
    const stem = asked.stem[i] as number
    if (carries(asked, i, true) && !stems.has(stem)) stems.set(stem, i)
  }
  return stems
}
