import type { Segment, Segmented } from '../segment.ts'
import { Table } from '../table.ts'
import { trait, type Words } from '../words.ts'
import { excerpt, type Found } from './detector.ts'

/** Where loops are not looked for: 1 for the words of code and tables; null when there is none. */
const barred = ({ words, segments }: Segmented): Uint8Array | null => {
  let mask: Uint8Array | null = null
  for (const { kind, from, to } of segments) {
    if (kind !== 'code' && kind !== 'table') continue
    mask ??= new Uint8Array(words.count)
    mask.fill(1, from, to)
  }
  return mask
}

/** Does a run of `length` repeated words with this period mean a loop? Three rounds of anything, two of a phrase. */
const loops = (length: number, period: number): boolean => length >= Math.max(6, 2 * period) || (period >= 5 && length >= period)

/** A loop that ends with a whole sentence ends with its closing marks too. */
const closed = ({ words, segments }: Segmented, found: readonly Found[]): Found[] => {
  let at = 0
  return found.map((loop) => {
    while (at < segments.length - 1 && (segments[at] as Segment).end < loop.end) at++
    const { from, to, end } = segments[at] as Segment
    return to > from && words.end[to - 1] === loop.end && (words.start[from] as number) >= loop.start ? { ...loop, end } : loop
  })
}

/** Where three words stood last, in the text that is looked at. */
const last = new Table(0)

/**
 * The same words over and over without a pause: each word is compared with the one a period before, the period being the distance
 * to the last place where the next three words stood. In verse a refrain may come on new lines, four times at most. O(words).
 */
export const loopSpans = (text: Segmented, verse: boolean): Found[] => {
  const { words } = text
  const mask = barred(text)
  last.clear(words.count)
  const found: Found[] = []
  // a stretch that was seen to end too soon is not walked again from its next word
  let walked = { period: 0, end: 0 }
  for (let i = 0; i + 2 < words.count; i++) {
    const gram = Math.imul(Math.imul(words.key[i] as number, 31) + (words.key[i + 1] as number), 31) + (words.key[i + 2] as number)
    // one more, because 0 is nothing
    const before = last.put(gram, i + 1) - 1
    if (before < 0) continue
    const period = i - before
    if (period === walked.period && i < walked.end) continue
    const length = sameRun(words, mask, before, i)
    walked = { period, end: i + length }
    if (!loops(length, period) || onlyNumbers(words, before, i)) continue
    const span = { start: words.start[i] as number, end: words.end[i + length - 1] as number }
    const of = { start: words.start[before] as number, end: words.end[i - 1] as number }
    if (verse && length < 4 * period && text.text.slice(of.start, span.end).includes('\n')) {
      i += length - 1
      continue
    }
    found.push({ ...span, of: { ...of, in: text.place }, reason: said(excerpt(text.text, of), length >= 2 * period) })
    i += length - 1
  }
  return found.length === 0 ? found : closed(text, found)
}

/** Twice is no loop yet. */
const said = (what: string, often: boolean): string => (often ? `Loops: says ${what} over and over.` : `Says again ${what}.`)

const sameRun = (words: Words, mask: Uint8Array | null, before: number, at: number): number => {
  let length = 0
  while (at + length < words.count && mask?.[at + length] !== 1 && words.key[before + length] === words.key[at + length]) length++
  return length
}

const onlyNumbers = (words: Words, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (!((words.traits[i] as number) & trait.number)) return false
  return true
}
