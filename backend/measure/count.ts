import { setMergeCacheSize as cacheCl100k, countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { setMergeCacheSize as cacheO200k, countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { isSpace } from './words.ts'

// the library keeps 100,000 words each by default, per worker
cacheCl100k(10_000)
cacheO200k(10_000)

/** Places of the memory, and how far from its own place a word may stand. */
const places = 1 << 17
const reach = 4

/** Tokens of words counted before, by two hashes of the word (56 bits: no two words of a lifetime meet); a full place is given to the newer word. */
class Known {
  /** Of each place the first hash, then 24 bits of the second with the tokens in the lowest 8: a look touches one place of the memory. */
  readonly #cells = new Int32Array(2 * places)

  /** 0 when the word is not known. */
  get(one: number, two: number): number {
    for (let step = 0; step < reach; step++) {
      const at = 2 * (((one ^ (one >>> 16)) + step) & (places - 1))
      const second = this.#cells[at + 1] as number
      if (this.#cells[at] === one && second >>> 8 === two >>> 8) return second & 255
    }
    return 0
  }

  set(one: number, two: number, tokens: number): void {
    let at = 2 * ((one ^ (one >>> 16)) & (places - 1))
    for (let step = 1; step < reach && this.#cells[at + 1] !== 0; step++) at = (at + 2) & (2 * places - 1)
    this.#cells[at] = one
    this.#cells[at + 1] = (two & ~255) | tokens
  }
}

interface Encoding {
  count(text: string): number
  known: Known
}

const plain = { disallowedSpecial: new Set<string>() }
const cl100k: Encoding = { count: (text) => countCl100k(text, plain), known: new Known() }
const o200k: Encoding = { count: (text) => countO200k(text, plain), known: new Known() }

/** Models whose own vocabulary is, or was built on, cl100k; all others are counted with o200k. */
const cl100kModels = /(?:^|\/)(?:gpt-4(?!o|\.\d)|gpt-3\.5|text-embedding|(?:meta-)?llama-?3|llama3)/i

/** A piece longer than this costs the library quadratic time, so it is cut. */
const longestPiece = 256
/** Characters that are counted; beyond them the count goes on at the same rate. */
const counted = 1_000_000
const longestKnown = 40

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

const countCut = (text: string, { count }: Encoding): number => {
  let total = 0
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + longestPiece)
    if (end < text.length && /[\uDC00-\uDFFF]/.test(text[end] as string)) end++
    total += count(text.slice(at, end))
    at = end
  }
  return total
}

/** Counts a stretch; what is too long between two borders is cut, whatever is in it. O(length). */
const countStretch = (text: string, encoding: Encoding): number => {
  if (text.length <= longestPiece) return encoding.count(text)
  let total = 0
  let from = 0
  let border = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && !breaks(text, at)) continue
    if (at - border > longestPiece) {
      if (border > from) total += encoding.count(text.slice(from, border))
      total += countCut(text.slice(border, at), encoding)
      from = at
    }
    border = at
  }
  return from < text.length ? total + encoding.count(text.slice(from)) : total
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

const countWord = (text: string, from: number, to: number, one: number, two: number, encoding: Encoding): number => {
  const before = encoding.known.get(one, two)
  if (before > 0) return before
  const tokens = countStretch(text.slice(from, to), encoding)
  encoding.known.set(one, two, tokens)
  return tokens
}

/**
 * Tokens of a text (whole tokens, special tokens read as plain text). O(length); a text beyond 1,000,000 characters is extrapolated
 * from its beginning. Words are counted one by one and remembered: the same result as counting the whole, in a fraction of the time.
 */
export const countTokens = (text: string, model: string): number => {
  if (text.length > counted) return Math.round((countTokens(text.slice(0, counted), model) * text.length) / counted)
  const encoding = cl100kModels.test(model) ? cl100k : o200k
  const last = text.length - 1
  const unitAt = (at: number): number => (at <= last ? text.charCodeAt(at) : 0)
  let total = 0
  let unit = unitAt(0)
  let next = unitAt(1)
  let own = kindOf(unit)
  let after = kindOf(next)
  for (let to = 0; to <= last; ) {
    const from = to
    let one = 0x811c9dc5 | 0
    let two = 17
    let before: number
    do {
      one = Math.imul(one ^ unit, 0x01000193)
      two = (Math.imul(two, 0x2c1b3c6d) + unit) | 0
      before = own
      unit = next
      own = after
      next = unitAt(++to + 1)
      after = kindOf(next)
      // nothing begins at the last unit: it goes with the word before
    } while (to <= last && (to === last || !begins(before, own, after)))
    total += to - from <= longestKnown ? countWord(text, from, to, one, two, encoding) : countStretch(text.slice(from, to), encoding)
  }
  return total
}
