import { mark } from '../english.ts'
import { apostrophe, curly, lowerUnit, mix, seed } from '../stem.ts'
import { trait, type Words } from '../words.ts'
import { toVector, type Vector } from './vector.ts'
import type { WordTable } from './wordTable.ts'

/** Words of a text that are looked at: what it is about shows in its beginning. */
const wordsLooked = 512
/** A text is embedded when this share of its words is in the vocabulary: below it is in a language the table does not speak. A few words get the benefit of the doubt. */
const leastKnown = (words: number): number => (words < 12 ? 0.4 : 0.66)
/** Words in pieces that are remembered before all are forgotten. */
const remembered = 20_000
/** Longer words are not cut into pieces. */
const longestWord = 40

/** The hash of "##": pieces that go on with a word are kept under it. */
const within = mix(mix(seed, 35), 35)

/** The table that lies beside this file. */
export const staticId = 'minilm-static-1'

/** Turns the words of a text into a vector; null when there is no word that says something, or too few that are known. O(words), at most 512. */
export interface StaticEmbedder {
  readonly id: string
  readonly dimensions: number
  embed(words: Words): Vector | null
}

/** The longest entries that make up a word, from its beginning (as WordPiece does); none when they do not reach its end. A possessive 's is left off. */
const piecesOf = ({ find }: WordTable, text: string, start: number, end: number): readonly number[] => {
  const rows: number[] = []
  let to = start
  while (to < end && text.charCodeAt(to) !== apostrophe && text.charCodeAt(to) !== curly) to++
  for (let from = start; from < to; ) {
    let hash = from === start ? seed : within
    let longest = from
    let row = 0
    for (let at = from; at < to; at++) {
      hash = mix(hash, lowerUnit(text.charCodeAt(at)))
      const found = find(hash)
      if (found > 0) [longest, row] = [at + 1, found]
    }
    if (row === 0) return []
    rows.push(row)
    from = longest
  }
  return rows
}

/** Rows that add up before a lane of 16 bits could run over: 255 × 257 = 65,535. */
const mostInLanes = 257
/** Makes 0..255 of −128..127, for four values in one number. */
const raise = 0x80808080 | 0

/**
 * Adds rows up, four values at a time: each number of the table holds four of 8 bits, which go into two numbers of two lanes of 16 bits.
 */
const createSum = ({ packed, dimensions }: WordTable) => {
  const width = dimensions / 4
  const even = new Int32Array(width)
  const odd = new Int32Array(width)
  const total = new Int32Array(dimensions)
  let inLanes = 0

  const empty = (): void => {
    for (let i = 0; i < width; i++) {
      const [e, o] = [even[i] as number, odd[i] as number]
      total[4 * i] = (total[4 * i] as number) + (e & 0xffff) - 128 * inLanes
      total[4 * i + 1] = (total[4 * i + 1] as number) + (o & 0xffff) - 128 * inLanes
      total[4 * i + 2] = (total[4 * i + 2] as number) + (e >>> 16) - 128 * inLanes
      total[4 * i + 3] = (total[4 * i + 3] as number) + (o >>> 16) - 128 * inLanes
    }
    even.fill(0)
    odd.fill(0)
    inLanes = 0
  }

  return {
    add: (row: number): void => {
      for (let i = 0, at = row * width; i < width; i++, at++) {
        const four = (packed[at] as number) ^ raise
        even[i] = (even[i] as number) + (four & 0x00ff00ff)
        odd[i] = (odd[i] as number) + ((four >>> 8) & 0x00ff00ff)
      }
      if (++inLanes === mostInLanes) empty()
    },
    /** The sum, scaled to unit length; the next sum begins at nothing. */
    take: (): Vector | null => {
      empty()
      const vector = toVector(total)
      total.fill(0)
      return vector
    },
  }
}

/**
 * Static embeddings in the way of model2vec: a text is the sum of the rows of its different words, scaled to unit length. The words come with
 * their hashes from `readWords`, so a word costs one look and one addition of a row; only words outside the vocabulary are cut into pieces.
 * A word counts once, however often it stands there: what is repeated must not drown what is said.
 */
export const createStaticEmbedder = (table: WordTable): StaticEmbedder => {
  const pieces = new Map<number, readonly number[]>()
  const sum = createSum(table)
  /** The text that last chose each row. */
  const chosenBy = new Uint32Array(table.count)
  let text = 0
  const chosen: number[] = []

  const choose = (row: number): void => {
    if (row === 0 || chosenBy[row] === text) return
    chosenBy[row] = text
    chosen.push(row)
  }

  const cut = (words: Words, at: number): readonly number[] => {
    const key = words.key[at] as number
    const known = pieces.get(key)
    if (known !== undefined) return known
    if (pieces.size >= remembered) pieces.clear()
    const [start, end] = [words.start[at] as number, words.end[at] as number]
    const found = end - start > longestWord ? [] : piecesOf(table, words.text, start, end)
    pieces.set(key, found)
    return found
  }

  const embed = (words: Words): Vector | null => {
    text = (text + 1) >>> 0
    if (text === 0) {
      chosenBy.fill(0)
      text = 1
    }
    chosen.length = 0
    let looked = 0
    let known = 0
    for (let i = 0; i < words.count && i < wordsLooked; i++) {
      if ((words.traits[i] as number) & trait.number) continue
      looked++
      const row = table.find(words.key[i] as number)
      if (row > 0) {
        known++
        choose(row - 1)
      } else if ((words.marks[i] as number) & (mark.function | mark.negation | mark.ordinal)) known++
      else if (((words.traits[i] as number) & trait.single) === 0) for (const piece of cut(words, i)) choose(piece - 1)
    }
    if (looked === 0 || known < looked * leastKnown(looked)) return null
    for (const row of chosen) sum.add(row)
    return sum.take()
  }

  return { id: staticId, dimensions: table.dimensions, embed }
}
