import { marksOf } from './english.ts'
import { apostrophe, curly, lowerUnit, mix, seed } from './stem.ts'
import { knownRow, marksAt, memory, stemAt } from './wordMemory.ts'

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

/** `plain`: of the letters a to z alone, the first of which may be a capital. */
export const trait = { number: 1, capital: 2, single: 4, plain: 8 } as const

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

const isAsciiCapital = (unit: number): boolean => unit >= 65 && unit <= 90

type Columns = Record<'start' | 'end' | 'key' | 'stem' | 'traits' | 'marks', number[]>

/** Written to again for each text: arrays that grow word by word are a fifth of the cost. */
const reused: Columns = { start: [], end: [], key: [], stem: [], traits: [], marks: [] }
/** Words that are read at a time; few texts have more. */
const mostReused = 20_000

/** Reads words into the reused columns, from `begun` until these are full or the text ends: how many, and where the rest begins. */
const readSome = (text: string, begun: number, to: number): { count: number; at: number } => {
  const { start, end, key, stem, traits, marks } = reused
  let count = 0
  let at = begun
  while (at < to && count < mostReused) {
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
      // units that are none of the letters a to z
      let others = 0
      while (at < to) {
        const unit = text.charCodeAt(at)
        if (unit >= 97 && unit <= 122) {
          hash = mix(hash, unit)
          kind = lower
          at++
          continue
        }
        const next = classOf(unit)
        if (next === digit) bits |= trait.number
        if (next === lower || next === upper || next === digit || next === caseless) {
          hash = mix(hash, lowerUnit(unit))
          kind = next
        } else if (joins(text, at, kind)) hash = mix(hash, lowerUnit(unit))
        else break
        others++
        at++
      }
      if (others === 0 || (others === 1 && isAsciiCapital(text.charCodeAt(begin)))) bits |= trait.plain
    }
    start[count] = begin
    end[count] = at
    key[count] = hash
    traits[count] = bits
    count++
  }
  // apart from reading: the looks at the memory then wait together, and not each for the end of its word
  for (let i = 0; i < count; i++) {
    const own = key[i] as number
    if ((traits[i] as number) & (trait.single | trait.number)) {
      stem[i] = own
      marks[i] = marksOf(own)
    } else {
      const row = knownRow(text, start[i] as number, end[i] as number, own)
      stem[i] = memory[row + stemAt] as number
      marks[i] = memory[row + marksAt] as number
    }
  }
  return { count, at }
}

/** The words of the reused columns, in columns of their own. */
const taken = (count: number): Columns => {
  const own = (column: number[]): number[] => column.slice(0, count)
  const { start, end, key, stem, traits, marks } = reused
  return { start: own(start), end: own(end), key: own(key), stem: own(stem), traits: own(traits), marks: own(marks) }
}

/** Reads the words between two offsets; O(length). */
export const readWords = (text: string, from = 0, to = text.length): Words => {
  let { count, at } = readSome(text, from, to)
  const { start, end, key, stem, traits, marks } = taken(count)
  if (at >= to) return { text, count, start, end, key, stem, traits, marks }
  const parts: Columns[] = []
  while (at < to) {
    const some = readSome(text, at, to)
    parts.push(taken(some.count))
    count += some.count
    at = some.at
  }
  const all = (first: number[], column: keyof Columns): number[] => first.concat(...parts.map((part) => part[column]))
  return {
    text,
    count,
    start: all(start, 'start'),
    end: all(end, 'end'),
    key: all(key, 'key'),
    stem: all(stem, 'stem'),
    traits: all(traits, 'traits'),
    marks: all(marks, 'marks'),
  }
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
