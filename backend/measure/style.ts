import { wordSet } from './english.ts'
import type { Segmented } from './segment.ts'
import type { Words } from './words.ts'

/** How an answer is written, whatever its subject and length (metrics §5). Each feature is a whole number from 0 to 1,000. */
export const styleFeatures = ['sentences', 'lists', 'headings', 'code', 'marks', 'hedges', 'firstPerson', 'variety'] as const

const hedges = wordSet(
  'may might could would should perhaps possibly probably maybe likely unlikely generally usually often sometimes typically mostly',
  'seem seems appear appears suggest suggests tend tends somewhat rather fairly relatively approximately roughly potentially apparently',
)
const firstPersons = wordSet("i me my mine myself i'm i'd i'll i've we us our ours ourselves we're we'd we'll we've let's")

const wordsLooked = 512
/** Words of a stretch whose different words are counted: a fixed number, so that a longer answer does not look poorer. */
const stretch = 25

const thousandths = (share: number): number => Math.round(1000 * Math.min(1, share))

/** Different words among `stretch`, on average; the last, shorter stretch counts only when it is the only one. */
const variety = ({ key, count }: Words): number => {
  const looked = Math.min(count, wordsLooked)
  const size = Math.min(stretch, looked)
  let different = 0
  let words = 0
  for (let from = 0; from + size <= looked; from += size) {
    for (let i = from; i < from + size; i++) {
      let seen = false
      for (let j = from; j < i && !seen; j++) seen = key[i] === key[j]
      if (!seen) different++
    }
    words += size
  }
  return different / words
}

/** The eight features of an answer; null when it has no words. O(segments + words looked at). */
export const styleOf = ({ words, segments }: Segmented): Int16Array | null => {
  const looked = Math.min(words.count, wordsLooked)
  if (looked === 0) return null
  let [items, headings, code, sentences, inSentences] = [0, 0, 0, 0, 0]
  for (const { kind, from, to } of segments) {
    if (kind === 'heading') headings++
    else if (kind === 'code') code++
    else if (kind !== 'table') {
      if (kind === 'item') items++
      sentences++
      inSentences += to - from
    }
  }
  let [marks, hedging, first] = [0, 0, 0]
  for (let i = 0; i < looked; i++) {
    const word = words.key[i] as number
    if (hedges.has(word)) hedging++
    else if (firstPersons.has(word)) first++
    // what stands between two words beyond the one space that parts them
    marks += Math.max(0, (words.start[i + 1] ?? (words.end[i] as number) + 1) - (words.end[i] as number) - 1)
  }
  const all = Math.max(1, segments.length)
  return Int16Array.of(
    thousandths(inSentences / Math.max(1, sentences) / 40),
    thousandths(items / all),
    thousandths((4 * headings) / all),
    thousandths(code / all),
    thousandths(marks / looked),
    thousandths((20 * hedging) / looked),
    thousandths((20 * first) / looked),
    thousandths(variety(words)),
  )
}
