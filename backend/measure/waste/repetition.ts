import type { Span } from '../../core/measurement.ts'
import { wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { Table } from '../table.ts'
import { trait, type Words } from '../words.ts'
import { contentOf } from './content.ts'
import { type Context, excerpt, type Found, type WasteDetector } from './detector.ts'
import { loopSpans } from './loops.ts'
import { Meaning } from './sameMeaning.ts'
import { Earlier, type Match } from './similar.ts'

const keyOfSegment = (words: Words, { from, to }: Segment): number => {
  let hash = to - from
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (words.key[i] as number)) | 0
  return hash
}

const sameWords = (words: Words, a: Segment, b: Segment): boolean => {
  if (a.to - a.from !== b.to - b.from) return false
  for (let i = 0; i < a.to - a.from; i++) if (words.key[a.from + i] !== words.key[b.from + i]) return false
  return true
}

/** Words that announce that something said is said again. */
const again = wordSet(
  'again mentioned noted stated said earlier previously above words repeat reiterate restate recap simply essentially basically put differently summary short',
)

/** The word after "In other words," and the like; the first word when the sentence does not begin so. */
const afterCue = ({ text, words }: Segmented, { from, to }: Segment): number => {
  let cue = false
  for (let i = from; i < Math.min(to, from + 7); i++) {
    if (again.has(words.key[i] as number)) cue = true
    if (cue && /[,:]/.test(text[words.end[i] as number] as string)) return i + 1
  }
  return from
}

const equals = /[=<>≥≤]/

/** Is it arithmetic? There the same words stand in every line. */
const isSums = (text: Segmented, { start, end, from, to }: Segment): boolean => {
  let numbers = 0
  for (let i = from; i < to; i++) if ((text.words.traits[i] as number) & trait.number) numbers++
  return numbers * 3 > to - from || equals.test(text.text.slice(start, Math.min(end, start + 400)))
}

/** More than any likeness. */
const never = 2
/** The same words but for a “not” say the contrary. */
const contrary = 0.97

/** Likeness from which two sentences of prose say the same; more where they are short, one is negated or both are items of a list. */
const sameFrom = (match: Match, later: Segment, earlier: Segment, announced: boolean): number => {
  if (later.kind === 'item' && earlier.kind === 'item') return 0.95
  if (match.turned) return match.likeness > contrary ? never : 0.85
  if (announced) return 0.5
  if (later.kind === 'item' || earlier.kind === 'item') return 0.8
  if (match.shared < 4) return 0.66
  return match.added > 1 ? 0.62 : 0.55
}

/** Share of the meaning from which two sentences say the same, though in other words; more where one is negated, never where both are items of a list. */
const sameMeaningFrom = (turned: boolean, later: Segment, earlier: Segment, announced: boolean): number => {
  if (later.kind === 'item' && earlier.kind === 'item') return never
  return 0.58 + (turned ? 0.1 : 0) + (later.kind === earlier.kind ? 0 : 0.1) - (announced ? 0.1 : 0)
}

const statementEnds = new Set([...'.!…)"”*]'])

/** A whole sentence, rather than a heading, a label or a line that leads in what follows. */
const isStatement = (text: Segmented, { end, from, to }: Segment): boolean =>
  to - from >= 6 && statementEnds.has(text.text[end - 1] as string)

const fewest = { sentence: 4, item: 6 } as const
/** The same short item in two lists says it of two things. */
const longItem = 10
/** Lines of verse are shorter than this; a refrain is wanted. */
const verseLine = 12

/** Sentences by their words, in the text that is looked at. */
const seen = new Table(0)

const sentenceSpans = (text: Segmented, verse: boolean, { meanings, askedStems }: Context, free: (span: Span) => boolean): Found[] => {
  const { words, segments } = text
  seen.clear(segments.length)
  const earlier = new Earlier(words.count, segments.length)
  const meaning = meanings && text.english ? new Meaning(meanings, words, askedStems, earlier) : null
  const found: Found[] = []
  const report = (segment: Segment, source: Segment, how: string): void => {
    if (!free(segment)) return
    const of = { start: source.start, end: source.end, in: text.place }
    found.push({ start: segment.start, end: segment.end, of, reason: `Says ${how} what was said before: ${excerpt(text.text, source)}.` })
  }
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index] as Segment
    if (segment.kind !== 'sentence' && segment.kind !== 'item') continue
    const size = segment.to - segment.from
    const previous = segments[index - 1]
    if (previous?.line === segment.line && size > 0 && sameWords(words, previous, segment)) {
      report(segment, previous, 'word for word')
      continue
    }
    if (size < fewest[segment.kind] || (verse && size <= verseLine)) continue
    const key = keyOfSegment(words, segment)
    // one more, because 0 is nothing
    const same = segments[seen.get(key) - 1]
    if (same !== undefined) {
      if (segment.kind !== 'item' || size >= longItem || segment.block === same.block) report(segment, same, 'word for word')
      continue
    }
    seen.put(key, index + 1)
    if (!isStatement(text, segment)) continue
    const begin = afterCue(text, segment)
    const content = contentOf(text, segment, begin)
    if (content.senses.length < 3) continue
    const sums = isSums(text, segment)
    const announced = begin > segment.from
    const match = sums ? null : earlier.best(content)
    const source = segments[match?.segment ?? -1]
    if (match && source && match.shared >= 3 && match.likeness >= sameFrom(match, segment, source, announced)) {
      report(segment, source, 'in other words')
      continue
    }
    const origin = sums ? undefined : segments[earlier.closest]
    const first = earlier.content(earlier.closest)
    if (
      meaning &&
      origin &&
      first &&
      meaning.alike(content, first, sameMeaningFrom(content.negated !== first.negated, segment, origin, announced))
    ) {
      report(segment, origin, 'in other words')
      continue
    }
    earlier.add(content, index)
  }
  return found
}

/** Has the answer the shape of verse, though nobody said so: short lines without an end mark? Lists of names have it too. */
const isVerse = ({ text, segments }: Segmented): boolean => {
  let lines = 0
  let short = 0
  for (const [index, { kind, from, to, line, end }] of segments.entries()) {
    if (kind !== 'sentence' || segments[index - 1]?.line === line) continue
    lines++
    const alone = segments[index + 1]?.line !== line
    if (alone && to - from >= 2 && to - from <= verseLine && !statementEnds.has(text[end - 1] as string) && text[end - 1] !== ':') short++
  }
  return lines >= 6 && short >= 0.6 * lines
}

/** What was said in this text already: loops, the same sentence again, the same in other words. `of` is where it was said first. */
export const repetition: WasteDetector = {
  id: 'repetition',
  places: ['response', 'reasoning'],
  find(text: Segmented, context: Context) {
    const { task } = context
    if (task.repeated) return []
    const verse = task.verse || isVerse(text)
    const loops = loopSpans(text, verse)
    let at = 0
    const free = ({ start, end }: Span): boolean => {
      while (at < loops.length && (loops[at] as Found).end <= start) at++
      return at === loops.length || (loops[at] as Found).start >= end
    }
    return [...loops, ...sentenceSpans(text, verse, context, free)].sort((a, b) => a.start - b.start)
  },
}
