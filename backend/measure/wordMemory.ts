import { mark, marksOf } from './english.ts'
import { hashOf, stemEnd } from './stem.ts'
import { isCommon } from './waste/thesaurus.ts'

/**
 * Words seen before, a row for each in the order they came: most words of a text are among a few thousand that came early, so what is
 * known of them lies close together in the memory, where the processor finds it. Full, it begins anew.
 */
const most = 1 << 15
const width = 4
export const memory = new Int32Array(most * width)
/** What stands where in a row, after the key of the word. */
export const [stemAt, marksAt] = [1, 2]

/** Of the same row: tokens of the word as it is written (`count.ts`), by vocabulary, and what tells two words of one key apart. */
export const tokensOf = new Int32Array(most * width)
export const [o200kAt, cl100kAt, spellingAt] = [0, 1, 2]

/** The number of a row plus one, by the key of its word; 0 is none. A taken place sends to the next. */
const index = new Uint16Array(2 * most)
let count = 0

const placeOf = (key: number): number => {
  let at = (key ^ (key >>> 16)) & (index.length - 1)
  for (;;) {
    const number = index[at] as number
    if (number === 0 || memory[(number - 1) * width] === key) return at
    at = (at + 1) & (index.length - 1)
  }
}

/** Where the row of a word begins; negative when it is not known. */
export const rowOf = (key: number): number => ((index[placeOf(key)] as number) - 1) * width

const learn = (text: string, begin: number, end: number, key: number): number => {
  if (count === most) {
    index.fill(0)
    count = 0
  }
  const row = count * width
  index[placeOf(key)] = ++count
  const cut = stemEnd(text, begin, end)
  const stem = cut === end ? key : hashOf(text, begin, cut)
  memory[row] = key
  memory[row + stemAt] = stem
  memory[row + marksAt] = marksOf(key) | (isCommon(stem) ? mark.common : 0)
  tokensOf.fill(0, row, row + width)
  return row
}

/** The row of a word, with its stem and its marks. */
export const knownRow = (text: string, begin: number, end: number, key: number): number => {
  const row = rowOf(key)
  return row < 0 ? learn(text, begin, end, key) : row
}
