import type { Place, Span } from '../core/measurement.ts'
import { isEnglish } from './english.ts'
import { readWords, type Words } from './words.ts'

/** What a stretch of an answer is: detectors of prose leave code, tables and headings alone. */
export type SegmentKind = 'sentence' | 'item' | 'heading' | 'code' | 'table'

export interface Segment extends Span {
  readonly kind: SegmentKind
  /** Words from `from` (inclusive) to `to` (exclusive) of the text's words. */
  readonly from: number
  readonly to: number
  /** Ordinal of the line and of the block of lines without an empty line between. */
  readonly line: number
  readonly block: number
}

/** A text cut into sentences, list items, headings, code and tables, in order; whitespace between them belongs to none. */
export interface Segmented {
  readonly text: string
  readonly place: Place
  readonly words: Words
  readonly segments: readonly Segment[]
  readonly english: boolean
}

/** Characters of a text that are looked at; more is flagged and left out of the spans. */
export const analysedLimit = 1_000_000

const listMark = /[ \t]{0,12}(?:[-*+•–‣◦]|\(?\d{1,3}[.):]|\(?[a-zA-Z][.)])[ \t]+/y
const fence = /[ \t]{0,12}(?:```|~~~)/y
const closers = new Set([...'"\'”’)]*_»`'])
const abbreviations = new Set(
  'dr mr mrs ms prof st no vs etc fig eq approx inc ltd jr sr al cf ca vol pp ed dept est gen rev hon e.g i.e eg ie'.split(' '),
)

/** Is the point at `at` the end of a sentence, rather than of an abbreviation, an initial or a number of a list? */
const endsSentence = (text: string, lineStart: number, at: number): boolean => {
  if (text[at] !== '.') return true
  let begin = at
  while (begin > lineStart && at - begin < 12 && !/[\s("“*]/.test(text[begin - 1] as string)) begin--
  const word = text.slice(begin, at)
  if (/^[A-Za-z]$/.test(word)) return word === 'I'
  return !abbreviations.has(word.toLowerCase())
}

/** Where the sentence that begins at `from` ends (after its closing quotes), within one line. */
const sentenceEnd = (text: string, from: number, to: number): number => {
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x3002 || unit === 0xff01 || unit === 0xff1f) return at + 1
    if (unit !== 46 && unit !== 33 && unit !== 63 && unit !== 0x2026 && unit !== 0x061f && unit !== 0x0964) continue
    let after = at + 1
    while (after < to && (/[.!?…]/.test(text[after] as string) || closers.has(text[after] as string))) after++
    if (after >= to) return to
    if (!/\s/.test(text[after] as string)) continue
    let next = after
    while (next < to && /\s/.test(text[next] as string)) next++
    // a small letter goes on with the sentence: "approx. five", "Yahoo! was"
    if (/\p{Ll}/u.test(text[next] as string) || !endsSentence(text, from, at)) {
      at = after - 1
      continue
    }
    return after
  }
  return to
}

interface Line extends Span {
  kind: 'prose' | 'blank' | 'fence' | 'code' | 'table' | 'heading' | 'item'
  /** Where the words begin, after a list mark. */
  body: number
}

const matches = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

/** A whole line in bold, or with a colon after it, is a heading. */
const isBold = (line: string): boolean => line.length < 90 && line.startsWith('**') && /^\*\*[^*]+(?:\*\*:?|:\*\*)$/.test(line)

const kindOfLine = (text: string, start: number, end: number, inFence: boolean): Line => {
  const line = { start, end, body: start }
  let first = start
  while (first < end && /\s/.test(text[first] as string)) first++
  if (first === end) return { ...line, kind: inFence ? 'code' : 'blank' }
  if (first - start <= 12 && matches(fence, text, start) >= 0) return { ...line, kind: 'fence' }
  if (inFence) return { ...line, kind: 'code' }
  if (text[first] === '#' || isBold(text.slice(first, Math.min(end, first + 100)).trimEnd())) return { ...line, kind: 'heading' }
  if (text[first] === '|' || (text.indexOf('|', first) < end && text.slice(first, end).split('|').length > 3))
    return { ...line, kind: 'table' }
  const marked = matches(listMark, text, start)
  if (marked >= 0 && marked < end) return { ...line, kind: 'item', body: marked }
  return {
    ...line,
    kind: first - start >= 4 && /[;{}=]\s*$/.test(text.slice(Math.max(first, end - 3), end)) ? 'code' : 'prose',
    body: first,
  }
}

const linesOf = (text: string, limit: number): Line[] => {
  const lines: Line[] = []
  let inFence = false
  for (let start = 0; start < limit; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 || newline > limit ? limit : newline
    const line = kindOfLine(text, start, end, inFence)
    if (line.kind === 'fence') inFence = !inFence
    lines.push(line)
    start = end + 1
  }
  return lines
}

/** A line of prose broken by an editor goes on in the next: no end mark before, a small letter after. */
const continues = (text: string, line: Line, next: Line | undefined): boolean =>
  next?.kind === 'prose' &&
  line.end - line.body > 50 &&
  !/[.!?:;…]["'”)*_]*\s*$/.test(text.slice(Math.max(line.body, line.end - 6), line.end)) &&
  /\p{Ll}/u.test(text[next.body] as string)

const trimmed = (text: string, start: number, end: number): Span => {
  let from = start
  let to = end
  while (from < to && /\s/.test(text[from] as string)) from++
  while (to > from && /\s/.test(text[to - 1] as string)) to--
  return { start: from, end: to }
}

/** Cuts a text; O(length), and only its first `analysedLimit` characters. */
export const segment = (text: string, place: Place): Segmented => {
  const limit = Math.min(text.length, analysedLimit)
  const words = readWords(text, 0, limit)
  const segments: Segment[] = []
  const lines = linesOf(text, limit)
  let word = 0
  let block = 0
  const add = (kind: SegmentKind, start: number, end: number, line: number): void => {
    const span = trimmed(text, start, end)
    if (span.start === span.end) return
    while (word < words.count && (words.start[word] as number) < span.start) word++
    const from = word
    while (word < words.count && (words.start[word] as number) < span.end) word++
    segments.push({ ...span, kind, from, to: word, line, block })
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Line
    if (line.kind === 'blank') block++
    else if (line.kind === 'fence' || line.kind === 'code') add('code', line.start, line.end, i)
    else if (line.kind === 'table' || line.kind === 'heading') add(line.kind, line.start, line.end, i)
    else {
      let end = line.end
      while (continues(text, { ...(lines[i] as Line), body: line.body }, lines[i + 1])) end = (lines[++i] as Line).end
      for (let at = line.body; at < end; ) {
        const to = sentenceEnd(text, at, end)
        add(line.kind === 'item' ? 'item' : 'sentence', at, to, i)
        at = to
      }
    }
  }
  return { text, place, words, segments, english: isEnglish(words) }
}
