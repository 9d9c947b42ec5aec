import type { Place, Span } from '../core/measurement.ts'
import { isEnglish } from './english.ts'
import { isSmall, isSpace, readWords, type Words } from './words.ts'

/** What a stretch of an answer is: detectors of prose leave code, tables and headings alone. */
export type SegmentKind = 'sentence' | 'item' | 'heading' | 'code' | 'table'

export interface Segment extends Span {
  readonly kind: SegmentKind
  /** Words from `from` (inclusive) to `to` (exclusive) of the text's words. */
  readonly from: number
  readonly to: number
  /** Ordinal of the line, and of the block of lines without a blank one between; a run of blank lines counts as one. */
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

const listMark = /(?:[-*+•–‣◦]|\(?\d{1,3}[.):]|\(?[a-zA-Z][.)])[ \t]+/y
const codes = (chars: string): ReadonlySet<number> => new Set([...chars].map((char) => char.charCodeAt(0)))
const closers = codes('\'"”’)]*_»`')
const point = 46
/** Is it a mark that ends a sentence when a space follows: one of .!?… or those of Arabic and Devanagari? */
const ends = (unit: number): boolean => unit === point || unit === 33 || unit === 63 || unit === 0x2026 || unit === 0x61f || unit === 0x964
/** They end a sentence without a space after them. */
const wideEnders = codes('。！？')
const wordEdges = codes('("“*')
const abbreviations = new Set(
  'dr mr mrs ms prof st no vs etc fig eq approx inc ltd jr sr al cf ca vol pp ed dept est gen rev hon e.g i.e eg ie'.split(' '),
)

/** Is the point at `at` the end of a sentence, rather than of an abbreviation, an initial or a number of a list? */
const endsSentence = (text: string, lineStart: number, at: number): boolean => {
  if (text.charCodeAt(at) !== point) return true
  let begin = at
  while (begin > lineStart && at - begin < 8 && !isSpace(text.charCodeAt(begin - 1)) && !wordEdges.has(text.charCodeAt(begin - 1))) begin--
  if (at - begin > 6) return true
  const word = text.slice(begin, at)
  if (word.length === 1) return word === 'I' || !/[A-Za-z]/.test(word)
  return !abbreviations.has(word.toLowerCase())
}

/** Where the sentence that begins at `from` ends (after its closing quotes), within one line. Looks between the words, from `word` on: no end mark stands in one. */
const sentenceEnd = ({ text, start, end }: Words, word: number, from: number, to: number): number => {
  let ahead = word
  for (let at = from; at < to; at++) {
    while ((start[ahead] as number) < at) ahead++
    if (start[ahead] === at) {
      at = (end[ahead] as number) - 1
      continue
    }
    const unit = text.charCodeAt(at)
    if (unit > 0x3000 && wideEnders.has(unit)) return at + 1
    if (!ends(unit)) continue
    let after = at + 1
    while (after < to && (ends(text.charCodeAt(after)) || closers.has(text.charCodeAt(after)))) after++
    if (after >= to) return to
    if (!isSpace(text.charCodeAt(after))) continue
    let next = after
    while (next < to && isSpace(text.charCodeAt(next))) next++
    // a small letter goes on with the sentence: "approx. five", "Yahoo! was"
    if (!isSmall(text.charCodeAt(next)) && endsSentence(text, from, at)) return after
    at = after - 1
  }
  return to
}

interface Line extends Span {
  kind: 'prose' | 'blank' | 'fence' | 'code' | 'table' | 'heading' | 'item'
  /** Where the words begin, after a list mark. */
  body: number
}

/** A whole line in bold, or with a colon after it, is a heading. */
const isBold = (line: string): boolean => line.length < 90 && line.startsWith('**') && /^\*\*[^*]+(?:\*\*:?|:\*\*)$/.test(line)

const hasTwoBars = (text: string, from: number, end: number): boolean => {
  const one = text.indexOf('|', from)
  if (one < 0 || one >= end) return false
  const two = text.indexOf('|', one + 1)
  return two >= 0 && two < end
}

/** Where the words of a list item begin; −1 when the line is none. */
const itemBody = (text: string, first: number, end: number): number => {
  listMark.lastIndex = first
  return listMark.test(text) && listMark.lastIndex < end ? listMark.lastIndex : -1
}

const as = (line: Line, kind: Line['kind'], body = line.body): Line => {
  line.kind = kind
  line.body = body
  return line
}

const codeStarts = new Set([...'{}<'])
const codeEnds = new Set([...';{}'])
const statement =
  /(?:["'][\w$ -]{1,60}["']\s{0,4}:|(?:const|let|var|def|class|import|from|return|public|private|function|export|#include|elif|else:|print\()(?:\s|\())/y

/** Code and data that no fence announces: what begins or ends as in no sentence. */
const looksLikeCode = (text: string, first: number, end: number, indent: number): boolean => {
  let last = end - 1
  while (last > first && isSpace(text.charCodeAt(last))) last--
  if (codeStarts.has(text[first] as string))
    return last === first || codeEnds.has(text[last] as string) || text[last] === '>' || text[last] === ','
  if (
    codeEnds.has(text[last] as string) &&
    (indent >= 2 || text[last] !== ';' || /[()=]/.test(text.slice(Math.max(first, last - 60), last)))
  )
    return true
  statement.lastIndex = first
  return (
    statement.test(text) && (text[first] === '"' || text[first] === "'" || /[({:=]/.test(text.slice(Math.max(first, last - 40), last + 1)))
  )
}

const kindOfLine = (text: string, start: number, end: number, inFence: boolean): Line => {
  let first = start
  while (first < end && isSpace(text.charCodeAt(first))) first++
  const line: Line = { start, end, body: first, kind: 'prose' }
  if (first === end) return as(line, inFence ? 'code' : 'blank')
  const head = text[first] as string
  if ((head === '`' || head === '~') && text.startsWith(head.repeat(3), first)) return as(line, 'fence')
  if (inFence) return as(line, 'code')
  if (head === '#' || (head === '*' && isBold(text.slice(first, Math.min(end, first + 100)).trimEnd()))) return as(line, 'heading')
  if (head === '|') return as(line, 'table')
  const body = itemBody(text, first, end)
  if (body >= 0) return as(line, 'item', body)
  return looksLikeCode(text, first, end, first - start) ? as(line, 'code') : line
}

const linesOf = (text: string, limit: number): Line[] => {
  const lines: Line[] = []
  let inFence = false
  // the next bar is sought once, not for each line: else a text without any would cost its length for each line
  let bar = text.indexOf('|')
  for (let start = 0; start < limit; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 || newline > limit ? limit : newline
    const line = kindOfLine(text, start, end, inFence)
    if (bar >= 0 && bar < start) bar = text.indexOf('|', start)
    if (line.kind === 'prose' && bar >= 0 && bar < end && hasTwoBars(text, bar, end)) line.kind = 'table'
    if (line.kind === 'fence') inFence = !inFence
    // a run of blank lines is one: a text of nothing else would cost an object for each
    if (line.kind !== 'blank' || lines.at(-1)?.kind !== 'blank') lines.push(line)
    start = end + 1
  }
  return lines
}

/** A line of prose broken by an editor goes on in the next: no end mark before, a small letter after. */
const continues = (text: string, from: number, line: Line, next: Line | undefined): boolean => {
  if (next?.kind !== 'prose' || line.end - from <= 50 || !isSmall(text.charCodeAt(next.body))) return false
  let last = line.end - 1
  while (last > from && (isSpace(text.charCodeAt(last)) || closers.has(text.charCodeAt(last)))) last--
  const unit = text.charCodeAt(last)
  return !ends(unit) && unit !== 58 && unit !== 59
}

const trimmed = (text: string, start: number, end: number): Span => {
  let from = start
  let to = end
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
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
    segments.push({ start: span.start, end: span.end, kind, from, to: word, line, block })
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Line
    if (line.kind === 'blank') block++
    else if (line.kind === 'fence' || line.kind === 'code') add('code', line.start, line.end, i)
    else if (line.kind === 'table' || line.kind === 'heading') add(line.kind, line.start, line.end, i)
    else {
      let end = line.end
      while (continues(text, line.body, lines[i] as Line, lines[i + 1])) end = (lines[++i] as Line).end
      for (let at = line.body; at < end; ) {
        const to = sentenceEnd(words, word, at, end)
        add(line.kind === 'item' ? 'item' : 'sentence', at, to, i)
        at = to
      }
    }
  }
  return { text, place, words, segments, english: isEnglish(words) }
}
