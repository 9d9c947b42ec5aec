import { setMergeCacheSize as cacheCl100k, countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { setMergeCacheSize as cacheO200k, countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'

// the library keeps 100,000 words each by default, per worker
cacheCl100k(20_000)
cacheO200k(20_000)

/** Models whose own vocabulary is, or was built on, cl100k; all others are counted with o200k. */
const cl100kModels = /(?:^|\/)(?:gpt-4(?!o|\.\d)|gpt-3\.5|text-embedding|(?:meta-)?llama-?3|llama3)/i

/** A piece without a break longer than this costs the library quadratic time, so it is cut. */
const longestPiece = 256
/** Characters that are counted; beyond them the count goes on at the same rate. */
const counted = 1_000_000

const isSpace = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13)

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

const plain = { disallowedSpecial: new Set<string>() }

/** Tokens of a text (whole tokens, special tokens read as plain text). O(length); a text beyond 1,000,000 characters is extrapolated from its beginning. */
export const countTokens = (text: string, model: string): number => {
  if (text.length > counted) return Math.round((countTokens(text.slice(0, counted), model) * text.length) / counted)
  const count = cl100kModels.test(model) ? countCl100k : countO200k
  if (!hasLongPiece(text)) return count(text, plain)
  let total = 0
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + longestPiece)
    if (end < text.length && /[\uDC00-\uDFFF]/.test(text[end] as string)) end++
    total += count(text.slice(at, end), plain)
    at = end
  }
  return total
}
