import { marksOf } from './english.ts'
import { apostrophe, curly, hashOf, lowerUnit, mix, seed, stemEnd } from './stem.ts'

/**
 * The words of a text as numbers: comparing, indexing and counting words then needs no strings, which is what keeps measuring cheap.
 * A word is a run of letters and digits (with inner apostrophes and number points); in scripts written without spaces each character is one.
 */
export interface Words {
  readonly text: string
  readonly count: number
  /** UTF-16 offsets of each word. */
  readonly start: readonly number[]
  readonly end: readonly number[]
  /** Hash of the word in lower case. */
  readonly key: readonly number[]
  /** Hash of the word without its English inflection: "makes", "making" and "make" share one. */
  readonly stem: readonly number[]
  /** Bits of `trait`. */
  readonly traits: readonly number[]
  /** Bits of `mark` for English words. */
  readonly marks: readonly number[]
}

export const trait = { number: 1, capital: 2, single: 4 } as const

const space = 0
const sign = 1
const lower = 2
const upper = 3
const digit = 4
/** A character of a script without spaces between words. */
const lone = 5
/** A letter of a script without capitals, or a combining mark. */
const caseless = 6

const classify = (char: string): number => {
  if (/[\s\u200b\ufeff]/u.test(char)) return space
  if (/\p{Nd}/u.test(char)) return digit
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(char))
    return lone
  if (/[\p{Lu}\p{Lt}]/u.test(char)) return upper
  if (/\p{Ll}/u.test(char)) return lower
  if (/[\p{L}\p{M}]/u.test(char)) return caseless
  return sign
}

/** Class of each UTF-16 unit plus one; 0 is not known yet. Surrogates count as marks: mostly emoji. */
const classes = new Uint8Array(65_536)
const classOf = (unit: number): number => {
  const known = classes[unit] as number
  if (known > 0) return known - 1
  const found = classify(String.fromCharCode(unit))
  classes[unit] = found + 1
  return found
}

export const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || (unit !== 0 && classOf(unit) === space)
export const isSmall = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit > 127 && classOf(unit) === lower)

/** Does a word go on over this unit? An apostrophe between letters, a point or comma between digits. */
const joins = (text: string, at: number, previous: number): boolean => {
  const unit = text.charCodeAt(at)
  if (at + 1 >= text.length) return false
  const next = classOf(text.charCodeAt(at + 1))
  if (unit === apostrophe || unit === curly) return (previous === lower || previous === upper) && (next === lower || next === upper)
  return (unit === 46 || unit === 44) && previous === digit && next === digit
}

/** Words seen before, by the low bits of their key: most words of a text are among a few thousand. A place is given to the newer word. */
const places = 1 << 15
const seenKeys = new Int32Array(places)
const seenStems = new Int32Array(places)
const seenMarks = new Uint8Array(places)

/** The place of a word in the memory, which now holds its stem and its marks. */
const placeOf = (text: string, begin: number, at: number, key: number): number => {
  const place = (key ^ (key >>> 16)) & (places - 1)
  if (seenKeys[place] === key) return place
  const cut = stemEnd(text, begin, at)
  seenKeys[place] = key
  seenStems[place] = cut === at ? key : hashOf(text, begin, cut)
  seenMarks[place] = marksOf(key)
  return place
}

type Columns = Record<'start' | 'end' | 'key' | 'stem' | 'traits' | 'marks', number[]>
const columns = (): Columns => ({ start: [], end: [], key: [], stem: [], traits: [], marks: [] })

/** Written to again for each text: arrays that grow word by word are a fifth of the cost. A longer text has its own, which are not kept. */
const reused = columns()
const longestReused = 100_000

/** Reads the words between two offsets; O(length). */
export const readWords = (text: string, from = 0, to = text.length): Words => {
  const { start, end, key, stem, traits, marks } = to - from > longestReused ? columns() : reused
  let count = 0
  let at = from
  while (at < to) {
    let kind = classOf(text.charCodeAt(at))
    if (kind === space || kind === sign) {
      at++
      continue
    }
    const begin = at
    let bits = kind === upper ? trait.capital : 0
    let hash = seed
    if (kind === lone) {
      hash = mix(hash, text.charCodeAt(at++))
      bits |= trait.single
    } else {
      while (at < to) {
        const unit = text.charCodeAt(at)
        const next = classOf(unit)
        if (next === digit) bits |= trait.number
        if (next === lower || next === upper || next === digit || next === caseless) {
          hash = mix(hash, unit >= 97 && unit <= 122 ? unit : lowerUnit(unit))
          kind = next
        } else if (joins(text, at, kind)) hash = mix(hash, lowerUnit(unit))
        else break
        at++
      }
    }
    start[count] = begin
    end[count] = at
    key[count] = hash
    traits[count] = bits
    if (bits & (trait.single | trait.number)) {
      stem[count] = hash
      marks[count] = marksOf(hash)
    } else {
      const place = placeOf(text, begin, at, hash)
      stem[count] = seenStems[place] as number
      marks[count] = seenMarks[place] as number
    }
    count++
  }
  const own = (column: number[]): number[] => column.slice(0, count)
  return { text, count, start: own(start), end: own(end), key: own(key), stem: own(stem), traits: own(traits), marks: own(marks) }
}

const [ofWord, alone, spaces] = [-1, -2, -3]

/**
 * How much of a text's tokens lies between two offsets, in a unit of its own: a word weighs 1 for each 7 characters begun, a mark 1,
 * a run of one mark 1 for each 4. Only shares of it mean anything. Additive over stretches that do not cut a word. O(length).
 */
export const weigh = (text: string, from = 0, to = text.length): number => {
  let weight = 0
  // what the last unit is: a mark by its code, of a word, alone, or white space
  let last = spaces
  // units that are weighed already, if they go on with it
  let covered = 0
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    const kind = classOf(unit)
    const own = kind === space ? spaces : kind === sign ? unit : kind === lone ? alone : ofWord
    if (own !== spaces && (own !== last || covered === 0)) {
      weight++
      covered = own === ofWord ? 7 : own === alone ? 1 : 4
    }
    last = own
    covered--
  }
  return weight
}
