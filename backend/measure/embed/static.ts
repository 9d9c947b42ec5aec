import { marksOf } from '../english.ts'
import { apostrophe, curly, lowerUnit, mix, seed } from '../stem.ts'
import { Table } from '../table.ts'
import { trait, type Words } from '../words.ts'
import { toVector, type Vector } from './vector.ts'

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

interface Rows {
  /** Hash of a word or piece → its row plus one. */
  readonly index: Table
  readonly values: Int8Array
  readonly count: number
  readonly dimensions: number
}

/** Reads the table that `scripts/distil.py` writes. Row 0 is that of words that say nothing. */
const readRows = (bytes: Uint8Array): Rows => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [format = 0, count = 0, keys = 0, dimensions = 0] = [0, 4, 8, 12].map((at) => view.getUint32(at, true))
  const rowsAt = 16 + 4 * keys
  const valuesAt = rowsAt + 2 * keys
  if (format !== 1 || bytes.length !== valuesAt + count * dimensions) throw new Error('this is no table of embeddings of format 1')
  const index = new Table(keys)
  for (let i = 0; i < keys; i++) index.put(view.getInt32(16 + 4 * i, true), view.getUint16(rowsAt + 2 * i, true) + 1)
  return { index, count, dimensions, values: new Int8Array(bytes.buffer, bytes.byteOffset + valuesAt, count * dimensions) }
}

/** The longest entries that make up a word, from its beginning (as WordPiece does); none when they do not reach its end. A possessive 's is left off. */
const piecesOf = (index: Table, text: string, start: number, end: number): readonly number[] => {
  const rows: number[] = []
  let to = start
  while (to < end && text.charCodeAt(to) !== apostrophe && text.charCodeAt(to) !== curly) to++
  for (let from = start; from < to; ) {
    let hash = from === start ? seed : within
    let longest = from
    let row = 0
    for (let at = from; at < to; at++) {
      hash = mix(hash, lowerUnit(text.charCodeAt(at)))
      const found = index.get(hash)
      if (found > 0) [longest, row] = [at + 1, found]
    }
    if (row === 0) return []
    rows.push(row)
    from = longest
  }
  return rows
}

/**
 * Static embeddings in the way of model2vec: a text is the sum of the rows of its different words, scaled to unit length. The words come with
 * their hashes from `readWords`, so a word costs one look and one addition of a row; only words outside the vocabulary are cut into pieces.
 * A word counts once, however often it stands there: what is repeated must not drown what is said.
 */
export const createStaticEmbedder = (bytes: Uint8Array): StaticEmbedder => {
  const { index, values, count, dimensions } = readRows(bytes)
  const pieces = new Map<number, readonly number[]>()
  /** The text that last added each row. */
  const addedBy = new Uint32Array(count)
  let text = 0
  const sum = new Int32Array(dimensions)

  const add = (row: number): void => {
    if (row === 0 || addedBy[row] === text) return
    addedBy[row] = text
    const from = row * dimensions
    for (let d = 0; d < dimensions; d++) sum[d] = (sum[d] as number) + (values[from + d] as number)
  }

  const cut = (words: Words, at: number): readonly number[] => {
    const key = words.key[at] as number
    const known = pieces.get(key)
    if (known !== undefined) return known
    if (pieces.size >= remembered) pieces.clear()
    const [start, end] = [words.start[at] as number, words.end[at] as number]
    const found = end - start > longestWord ? [] : piecesOf(index, words.text, start, end)
    pieces.set(key, found)
    return found
  }

  const embed = (words: Words): Vector | null => {
    text = (text + 1) >>> 0
    if (text === 0) {
      addedBy.fill(0)
      text = 1
    }
    sum.fill(0)
    let looked = 0
    let known = 0
    for (let i = 0; i < words.count && i < wordsLooked; i++) {
      if ((words.traits[i] as number) & trait.number) continue
      looked++
      const row = index.get(words.key[i] as number)
      if (row > 0) {
        known++
        add(row - 1)
      } else if (marksOf(words.key[i] as number) > 0) known++
      else if (((words.traits[i] as number) & trait.single) === 0) for (const piece of cut(words, i)) add(piece - 1)
    }
    return looked === 0 || known < looked * leastKnown(looked) ? null : toVector(sum)
  }

  return { id: staticId, dimensions, embed }
}
