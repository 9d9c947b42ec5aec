import type { Span } from '../../core/measurement.ts'
import { wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { trait, type Words } from '../words.ts'
import { type Content, contentOf } from './content.ts'
import { type Context, excerpt, type Found, type WasteDetector } from './detector.ts'

const isProse = (segment: Segment): boolean => segment.kind === 'sentence' || segment.kind === 'item'

/** Longest stretch of words of prose that belongs to one segment kind, as a mask over words: 1 where a loop may be. */
const proseMask = ({ words, segments }: Segmented): Uint8Array => {
  const mask = new Uint8Array(words.count)
  for (const segment of segments) if (isProse(segment) || segment.kind === 'heading') mask.fill(1, segment.from, segment.to)
  return mask
}

/** Does a run of `length` repeated words with this period mean a loop? Three rounds of anything, two of a phrase. */
const loops = (length: number, period: number): boolean => length >= Math.max(6, 2 * period) || (period >= 5 && length >= period)

/**
 * The same words over and over without a pause: each word is compared with the one a period before, the period being the distance
 * to the last place where the next three words stood. O(words).
 */
const loopSpans = (text: Segmented): Found[] => {
  const { words } = text
  const mask = proseMask(text)
  const last = new Map<number, number>()
  const found: Found[] = []
  for (let i = 0; i + 2 < words.count; i++) {
    const gram = Math.imul(Math.imul(words.key[i] as number, 31) + (words.key[i + 1] as number), 31) + (words.key[i + 2] as number)
    const before = last.get(gram | 0)
    last.set(gram | 0, i)
    if (before === undefined) continue
    const length = sameRun(words, mask, before, i)
    const period = i - before
    if (!loops(length, period) || onlyNumbers(words, before, i)) continue
    const span = { start: words.start[i] as number, end: words.end[i + length - 1] as number }
    const of = { start: words.start[before] as number, end: words.end[i - 1] as number }
    found.push({ ...span, of: { ...of, in: text.place }, reason: `Loops: says ${excerpt(text.text, of)} over and over.` })
    i += length - 1
  }
  return found
}

const sameRun = (words: Words, mask: Uint8Array, before: number, at: number): number => {
  let length = 0
  while (at + length < words.count && mask[at + length] === 1 && words.key[before + length] === words.key[at + length]) length++
  return length
}

const onlyNumbers = (words: Words, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (!((words.traits[i] as number) & trait.number)) return false
  return true
}

const keyOfSegment = (words: Words, { from, to }: Segment): number => {
  let hash = to - from
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (words.key[i] as number)) | 0
  return hash
}

/** Words that announce that something said is said again. */
const again = wordSet(
  'again mentioned noted stated said earlier previously above words repeat reiterate restate recap simply essentially basically put',
)

/** Earlier segments that may be looked at for one stem: keeps the search linear on any text. */
const mostPostings = 24

/** How sure we are that `later` only says `earlier` again: the weight of its words found there, 0..1; null when it adds a name or a number. */
interface Match {
  segment: number
  share: number
}

class Earlier {
  readonly #postings = new Map<number, number[]>()
  readonly #hard: ReadonlySet<number>[] = []
  readonly #stems: ReadonlySet<number>[] = []

  add(content: Content, segment: number): void {
    this.#hard[segment] = content.hard
    this.#stems[segment] = new Set(content.stems)
    for (const stem of content.stems) {
      const posting = this.#postings.get(stem)
      if (posting === undefined) this.#postings.set(stem, [segment])
      else if (posting.length < mostPostings) posting.push(segment)
    }
  }

  /** A word that stands in many sentences of the text is its subject, and says little about which one is repeated. */
  weight(stem: number): number {
    return 1 / (1 + 0.35 * (this.#postings.get(stem)?.length ?? 0))
  }

  best(content: Content): Match | null {
    const shared = new Map<number, number>()
    let all = 0
    for (const stem of content.stems) {
      const posting = this.#postings.get(stem)
      const weight = posting === undefined ? 1 : 1 / (1 + 0.35 * (posting.length - 1))
      all += weight
      for (const segment of posting ?? []) shared.set(segment, (shared.get(segment) ?? 0) + weight)
    }
    let best: Match | null = null
    for (const [segment, weight] of shared) {
      const share = weight / all
      if (share > (best?.share ?? 0) && this.#addsNothingHard(content, segment)) best = { segment, share }
    }
    return best
  }

  #addsNothingHard(content: Content, segment: number): boolean {
    for (const stem of content.hard) if (!this.#stems[segment]?.has(stem)) return false
    return true
  }
}

const needed = (segment: Segment, earlier: Segment, words: Words): number => {
  if (segment.kind === 'item' && earlier.kind === 'item') return 0.95
  for (let i = segment.from; i < Math.min(segment.to, segment.from + 8); i++) if (again.has(words.key[i] as number)) return 0.55
  return 0.8
}

const sentenceSpans = (text: Segmented, free: (span: Span) => boolean): Found[] => {
  const { words, segments } = text
  const seen = new Map<number, number>()
  const earlier = new Earlier()
  const found: Found[] = []
  segments.forEach((segment, index) => {
    if (!isProse(segment)) return
    const size = segment.to - segment.from
    if (size < 4) return
    const key = keyOfSegment(words, segment)
    const same = seen.get(key)
    if (same === undefined) seen.set(key, index)
    const content = contentOf(text, segment)
    const match = same !== undefined ? { segment: same, share: 1 } : content.stems.length >= 4 ? earlier.best(content) : null
    const source = match && segments[match.segment]
    const repeats = source && match.share >= (same !== undefined ? 0 : needed(segment, source, words))
    if (!repeats) {
      if (content.stems.length >= 3) earlier.add(content, index)
      return
    }
    if (segment.kind === 'item' && same !== undefined && size < 6) return
    if (!free(segment)) return
    const of = { start: source.start, end: source.end, in: text.place }
    const how = same !== undefined ? 'Says word for word what was said before' : 'Says in other words what was said before'
    found.push({ start: segment.start, end: segment.end, of, reason: `${how}: ${excerpt(text.text, source)}.` })
  })
  return found
}

/** What was said in this text already: loops, the same sentence again, the same in other words. `of` is where it was said first. */
export const repetition: WasteDetector = {
  id: 'repetition',
  places: ['response'],
  find(text: Segmented, { task }: Context) {
    if (task.repeated || task.verse) return []
    const loops = loopSpans(text)
    let at = 0
    const free = ({ start, end }: Span): boolean => {
      while (at < loops.length && (loops[at] as Found).end <= start) at++
      return at === loops.length || (loops[at] as Found).start >= end
    }
    return [...loops, ...sentenceSpans(text, free)].sort((a, b) => a.start - b.start)
  },
}
