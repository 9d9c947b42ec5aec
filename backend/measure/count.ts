import { setMergeCacheSize as cacheCl100k, countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { setMergeCacheSize as cacheO200k, countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { cl100kAt, o200kAt, rowOf, spellingAt, tokensOf } from './wordMemory.ts'
import { isSpace, trait, type Words } from './words.ts'

// the library's own memory slows down with each use of the same piece, until thousands of uses later it tidies up: there is one here
cacheCl100k(0)
cacheO200k(0)

/** Places of the memory, and how far from its own place a stretch may stand. */
const places = 1 << 17
const reach = 4

/** Tokens of stretches counted before, by two hashes (54 bits: no two of a lifetime meet); a full place is given to the newer one. */
class Known {
  /** Of each place the first hash, then 22 bits of the second with the tokens in the lowest 10: a look touches one place of the memory. */
  readonly #cells = new Int32Array(2 * places)

  /** 0 when the stretch is not known. */
  get(one: number, two: number): number {
    for (let step = 0; step < reach; step++) {
      const at = 2 * (((one ^ (one >>> 16)) + step) & (places - 1))
      const second = this.#cells[at + 1] as number
      if (this.#cells[at] === one && second >>> 10 === two >>> 10) return second & 1023
    }
    return 0
  }

  set(one: number, two: number, tokens: number): void {
    let at = 2 * ((one ^ (one >>> 16)) & (places - 1))
    for (let step = 1; step < reach && this.#cells[at + 1] !== 0; step++) at = (at + 2) & (2 * places - 1)
    this.#cells[at] = one
    this.#cells[at + 1] = (two & ~1023) | tokens
  }
}

interface Encoding {
  count(text: string): number
  known: Known
  /** Its column in the memory of words. */
  column: number
}

const plain = { disallowedSpecial: new Set<string>() }
const cl100k: Encoding = { count: (text) => countCl100k(text, plain), known: new Known(), column: cl100kAt }
const o200k: Encoding = { count: (text) => countO200k(text, plain), known: new Known(), column: o200kAt }

/** Models whose own vocabulary is, or was built on, cl100k; all others are counted with o200k. */
const cl100kModels = /(?:^|\/)(?:gpt-4(?!o|\.\d)|gpt-3\.5|text-embedding|(?:meta-)?llama-?3|llama3)/i

/** A piece longer than this costs the library quadratic time, so it is cut. */
const longestPiece = 256
/** Characters that are counted; beyond them the count goes on at the same rate. */
const counted = 1_000_000

/** White space as the vocabularies know it: a zero-width space is none for them. */
const isGap = (unit: number): boolean => unit !== 0x200b && isSpace(unit)

/**
 * Does a piece surely begin at this white space? Marks take the line breaks and slashes after them into their piece, and white space
 * goes on over its own kind: only a space after anything else, and a line break after a letter or digit, are a border.
 */
const breaks = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  if (!isGap(unit) || isGap(text.charCodeAt(at - 1))) return false
  return (unit !== 10 && unit !== 13) || /[\p{L}\p{N}]/u.test(text[at - 1] as string)
}

/** Tokens of a stretch no longer than a piece, by the memory. */
const countKnown = (text: string, from: number, to: number, encoding: Encoding): number => {
  let one = 0x811c9dc5 | 0
  let two = 17
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 0x01000193)
    two = (Math.imul(two, 0x2c1b3c6d) + unit) | 0
  }
  const before = encoding.known.get(one, two)
  if (before > 0) return before
  const tokens = encoding.count(text.slice(from, to))
  encoding.known.set(one, two, tokens)
  return tokens
}

const countCut = (text: string, from: number, to: number, encoding: Encoding): number => {
  let total = 0
  for (let at = from; at < to; ) {
    let end = Math.min(to, at + longestPiece)
    if (end < to && /[\uDC00-\uDFFF]/.test(text[end] as string)) end++
    total += countKnown(text, at, end, encoding)
    at = end
  }
  return total
}

/** Counts a stretch; what is too long between two borders is cut, whatever is in it. O(length). */
const countStretch = (text: string, from: number, to: number, encoding: Encoding): number => {
  if (to - from <= longestPiece) return countKnown(text, from, to, encoding)
  let total = 0
  let border = from
  for (let at = from + 1; at <= to; at++) {
    if (at < to && !breaks(text, at)) continue
    total += at - border > longestPiece ? countCut(text, border, at, encoding) : countKnown(text, border, at, encoding)
    border = at
  }
  return total
}

const other = 0
const letter = 1
const digit = 2
/** A mark that begins a piece after a letter or digit. */
const mark = 3
const sign = 4
const blank = 5
const lineBreak = 6
const gap = 7

const kindOfAscii = (char: string): number => {
  if (/[a-zA-Z]/.test(char)) return letter
  if (/[0-9]/.test(char)) return digit
  if (/[,.:;?!)]/.test(char)) return mark
  if (char === ' ') return blank
  if (char === '\n') return lineBreak
  return isSpace(char.charCodeAt(0)) ? gap : sign
}
const ascii = Uint8Array.from({ length: 128 }, (_, unit) => kindOfAscii(String.fromCharCode(unit)))
const kindOf = (unit: number): number => (unit < 128 ? (ascii[unit] as number) : isSpace(unit) ? gap : other)

const bits = (...kinds: number[]): number => kinds.reduce((all, one) => all | (1 << one), 0)
/** After which kinds a piece of either vocabulary always begins, by the kind it begins with. */
const begun = new Uint8Array(8)
// no piece has two of them, but for the line breaks after marks
begun[letter] = bits(digit, lineBreak)
begun[digit] = bits(letter, mark, sign)
begun[lineBreak] = bits(letter, digit)
begun[mark] = bits(letter, digit)
begun[blank] = bits(letter, digit, mark, sign, other)

/** Does a piece always begin at a unit of this kind, between these? A space goes with the word after it, but not with other white space. */
const begins = (before: number, own: number, after: number): boolean =>
  (((begun[own] as number) >> before) & 1) === 1 && (own !== blank || after < blank)

/** The kind of the unit at an offset; behind the end stands a sign. */
const kindAt = (text: string, at: number): number => (at < text.length ? kindOf(text.charCodeAt(at)) : sign)

/** Where the stretch that begins at `from` ends: before the next unit at which a piece surely begins. Nothing begins at the last unit: it goes with what is before it. */
const stretchEnd = (text: string, from: number): number => {
  let before = kindAt(text, from)
  let own = kindAt(text, from + 1)
  let to = from + 1
  for (; to < text.length - 1; to++) {
    const after = kindAt(text, to + 1)
    if (begins(before, own, after)) return to
    before = own
    own = after
  }
  return text.length
}

/** Longer words are counted as any stretch: a byte holds the tokens of these. */
const longestPlain = 40

/** What tells two plain words of one key apart: their length and three of their letters, in either case. */
const spellingOf = (text: string, start: number, end: number): number => {
  const letterAt = (at: number): number => text.charCodeAt(at) & 31
  return (letterAt(start) << 20) | (letterAt((start + end) >> 1) << 15) | (letterAt(end - 1) << 10) | (end - start)
}

/** Tokens of a plain word that was read, with the space before it when it has one; 0 when the memory of words has lost it. */
const countPlain = ({ text, start, end, key, traits }: Words, word: number, spaced: boolean, encoding: Encoding): number => {
  const row = rowOf(key[word] as number)
  if (row < 0) return 0
  const from = start[word] as number
  const to = end[word] as number
  const spelling = spellingOf(text, from, to)
  if (tokensOf[row + spellingAt] === 0) tokensOf[row + spellingAt] = spelling
  else if (tokensOf[row + spellingAt] !== spelling) return 0
  // a byte for each way of writing it
  const shift = (spaced ? 8 : 0) + ((traits[word] as number) & trait.capital ? 16 : 0)
  const cell = row + encoding.column
  const before = ((tokensOf[cell] as number) >>> shift) & 255
  if (before > 0) return before
  const tokens = encoding.count(text.slice(spaced ? from - 1 : from, to))
  tokensOf[cell] = (tokensOf[cell] as number) | (tokens << shift)
  return tokens
}

/** Does a stretch end with the word that ends here? Never at the last unit of the text, which goes with it. */
const endsWithWord = (text: string, end: number): boolean =>
  end < text.length - 1 && begins(letter, kindAt(text, end), kindAt(text, end + 1))

/**
 * Tokens of a text (whole tokens, special tokens read as plain text). O(length); a text beyond 1,000,000 characters is extrapolated
 * from its beginning. It is counted in stretches between which pieces surely begin, most of them words, and these are remembered: the
 * same result as counting the whole, in a fraction of the time. `words`: those of the text, if it was read; a plain one then needs one look.
 */
export const countTokens = (text: string, model: string, words?: Words): number => {
  if (text.length > counted) return Math.round((countTokens(text.slice(0, counted), model) * text.length) / counted)
  const encoding = cl100kModels.test(model) ? cl100k : o200k
  const read = words?.text === text ? words.count : 0
  let word = 0
  let total = 0
  for (let from = 0; from < text.length; ) {
    let tokens = 0
    let to = 0
    if (words !== undefined && word < read) {
      while (word < read && (words.start[word] as number) < from) word++
      const start = words.start[word] as number
      const spaced = start === from + 1 && text.charCodeAt(from) === 32
      to = words.end[word] as number
      if ((spaced || start === from) && (words.traits[word] as number) & trait.plain && to - from <= longestPlain && endsWithWord(text, to))
        tokens = countPlain(words, word, spaced, encoding)
    }
    if (tokens === 0) {
      to = stretchEnd(text, from)
      // whatever the vocabulary, each byte has a token
      tokens = to - from === 1 && text.charCodeAt(from) < 128 ? 1 : countStretch(text, from, to, encoding)
    }
    total += tokens
    from = to
  }
  return total
}
