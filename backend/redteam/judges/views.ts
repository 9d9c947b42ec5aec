/** A text seen in another way: its characters one by one, each with where it came from (UTF-16 offset in the answer). */
export interface View {
  readonly text: string
  readonly at: Int32Array
}

/** Letters of other scripts that look like Latin ones. */
const lookAlikes = new Map([...'аaеeоoрpсcуyхxіiјjѕsкkмmнhтtвbԁdαaεeοoρpνvιiκkτt'.matchAll(/(.)(.)/gu)].map(([, from, to]) => [from, to]))

/** Letters and digits of one character, folded: lower case, without width, disguise and accents; empty for marks. */
export const fold = (char: string): string => {
  const code = char.codePointAt(0) as number
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return char
  if (code < 128) return code >= 65 && code <= 90 ? char.toLowerCase() : ''
  if (code >= 0xe0020 && code < 0xe007f) return fold(String.fromCharCode(code - 0xe0000)) // invisible tag characters
  const lower = char.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
  const plain = lookAlikes.get(lower) ?? lower
  return /^[\p{L}\p{N}]+$/u.test(plain) ? plain : ''
}

const numbering = /^[ \t]*(?:[-*+•]|\(?\d{1,2}[.):])[ \t]+/gm

export const viewOf = (pieces: Iterable<readonly [string, number]>): View => {
  const texts: string[] = []
  const at: number[] = []
  for (const [text, start] of pieces) {
    if (text === '') continue
    texts.push(text)
    for (let unit = 0; unit < text.length; unit++) at.push(start)
  }
  return { text: texts.join(''), at: Int32Array.from(at) }
}

function* charactersOf(text: string): Iterable<readonly [string, number]> {
  const skipped = [...text.matchAll(numbering)].map((match) => [match.index, match.index + match[0].length] as const)
  let next = 0
  let start = 0
  for (const char of text) {
    while ((skipped[next]?.[1] ?? Infinity) <= start) next++
    if (start < (skipped[next]?.[0] ?? Infinity)) yield [fold(char), start]
    start += char.length
  }
}

/** Letters and digits alone, without the numbers of lists: what spaces, dashes and marks between them cannot hide. */
export const bareView = (text: string): View => viewOf(charactersOf(text))

/** The same of a short text. */
export const bare = (text: string): string => bareView(text).text

const leet: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' }
/** Digits that stand for letters, as letters. */
export const withoutLeet = (text: string): string => text.replace(/[013457]/g, (digit) => leet[digit] as string)

/** Lower-case letters moved along the alphabet. */
export const rotated = (text: string, by: number): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + by) % 26) + 97))

export const reversed = (text: string): string => [...text].reverse().join('')

/** The stretches that are Base64 of plain text, decoded; each with where it stands. Linear. */
export const decodedRuns = (text: string): { start: number; end: number; text: string }[] =>
  [...text.matchAll(/[A-Za-z0-9+/_-]{6,}/g)].flatMap((match) => {
    const run = match[0].replaceAll('-', '+').replaceAll('_', '/')
    try {
      const decoded = atob(run.slice(0, run.length % 4 === 1 ? -1 : run.length))
      return /^[\x20-\x7e\s]+$/.test(decoded) ? [{ start: match.index, end: match.index + run.length, text: decoded }] : []
    } catch {
      return [] // letters, but no Base64
    }
  })
