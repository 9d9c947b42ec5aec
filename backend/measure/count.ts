import { setMergeCacheSize as cacheCl100k, countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { setMergeCacheSize as cacheO200k, countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { isSpace } from './words.ts'

// the library keeps 100,000 words each by default, per worker
cacheCl100k(10_000)
cacheO200k(10_000)

interface Encoding {
  count(text: string): number
  /** Tokens of words counted before, each with the space before it. */
  known: Map<string, number>
}

const plain = { disallowedSpecial: new Set<string>() }
const cl100k: Encoding = { count: (text) => countCl100k(text, plain), known: new Map() }
const o200k: Encoding = { count: (text) => countO200k(text, plain), known: new Map() }

/** Models whose own vocabulary is, or was built on, cl100k; all others are counted with o200k. */
const cl100kModels = /(?:^|\/)(?:gpt-4(?!o|\.\d)|gpt-3\.5|text-embedding|(?:meta-)?llama-?3|llama3)/i

/** A piece without a break longer than this costs the library quadratic time, so it is cut. */
const longestPiece = 256
/** Characters that are counted; beyond them the count goes on at the same rate. */
const counted = 1_000_000
const longestKnown = 40
const mostKnown = 50_000

const hasLongPiece = (text: string): boolean => {
  let run = 0
  let spaces = false
  for (let i = 0; i < text.length; i++) {
    const now = isSpace(text.charCodeAt(i))
    run = now === spaces ? run + 1 : 1
    spaces = now
    if (run > longestPiece) return true
  }
  return false
}

const countStretch = (text: string, { count }: Encoding): number => {
  if (!hasLongPiece(text)) return count(text)
  let total = 0
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + longestPiece)
    if (end < text.length && /[\uDC00-\uDFFF]/.test(text[end] as string)) end++
    total += count(text.slice(at, end))
    at = end
  }
  return total
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57

const countWord = (text: string, encoding: Encoding): number => {
  // numbers seldom come twice
  if (text.length > longestKnown || isDigit(text.charCodeAt(1))) return countStretch(text, encoding)
  const before = encoding.known.get(text)
  if (before !== undefined) return before
  const found = encoding.count(text)
  if (encoding.known.size >= mostKnown) encoding.known.clear()
  encoding.known.set(text, found)
  return found
}

const isLetter = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)
/** Does a piece of either vocabulary always begin here: at a mark after a letter, or at a single space between two words? */
const begins = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  if (unit === 32) return !isSpace(text.charCodeAt(at - 1)) && !isSpace(text.charCodeAt(at + 1))
  return (
    (unit === 44 || unit === 46 || unit === 58 || unit === 59 || unit === 63 || unit === 33 || unit === 41) &&
    isLetter(text.charCodeAt(at - 1))
  )
}

/**
 * Tokens of a text (whole tokens, special tokens read as plain text). O(length); a text beyond 1,000,000 characters is extrapolated
 * from its beginning. Words are counted one by one and remembered: the same result as counting the whole, in a fraction of the time.
 */
export const countTokens = (text: string, model: string): number => {
  if (text.length > counted) return Math.round((countTokens(text.slice(0, counted), model) * text.length) / counted)
  const encoding = cl100kModels.test(model) ? cl100k : o200k
  let total = 0
  let from = 0
  for (let at = 1; at < text.length - 1; at++) {
    if (!begins(text, at)) continue
    total += countWord(text.slice(from, at), encoding)
    from = at
  }
  return from < text.length ? total + countWord(text.slice(from), encoding) : total
}
