/** A text seen in another way: its characters one by one, each with where it came from (UTF-16 offset in the answer). */
export interface View {
  readonly text: string
  readonly at: Int32Array
}

/** Letters of other scripts that look like Latin ones. */
const lookAlikes = new Map([...'аaеeоoрpсcуyхxіiјjѕsкkмmнhтtвbԁdαaεeοoρpνvιiκkτt'.matchAll(/(.)(.)/gu)].map(([, from, to]) => [from, to]))

/** Letters and digits of one character, folded: lower case, without width, disguise and accents; empty for marks. */
const fold = (char: string): string => {
  const code = char.codePointAt(0) as number
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return char
  if (code < 128) return code >= 65 && code <= 90 ? char.toLowerCase() : ''
  if (code >= 0xe0020 && code < 0xe007f) return fold(String.fromCharCode(code - 0xe0000)) // invisible tag characters
  const lower = char.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
  const plain = lookAlikes.get(lower) ?? lower
  return /^[\p{L}\p{N}]+$/u.test(plain) ? plain : ''
}

const numbering = /^[ \t]*(?:[-*+•]|\(?\d{1,2}[.):])[ \t]+/gm

const viewOf = (pieces: Iterable<readonly [string, number]>): View => {
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

function* initialsOf(text: string): Iterable<readonly [string, number]> {
  for (const match of text.matchAll(/^[^\p{L}\p{N}\n]*([\p{L}\p{N}])/gmu))
    yield [fold(match[1] as string), match.index + match[0].length - 1]
}

/** The first letter of each line. */
export const initialView = (text: string): View => viewOf(initialsOf(text))

const spoken = new Map(
  'alfa alpha bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'
    .split(' ')
    .map((word) => [word, word[0] as string]),
)
const digits = 'zero one two three four five six seven eight nine'.split(' ')
for (const [digit, word] of digits.entries()) spoken.set(word, String(digit))
spoken.set('niner', '9').set('oh', '0')
const explains = new Set(['as', 'in', 'for', 'like'])

/** What words spell: "Mike India", "M as in Mike", "three nine". Other words are left out. */
function* spelledOf(text: string): Iterable<readonly [string, number]> {
  let explained = false
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = match[0].toLowerCase()
    if (explains.has(word)) explained = true
    else if (explained) explained = false
    else yield [word.length === 1 ? fold(word) : (spoken.get(word) ?? ''), match.index]
  }
}

export const spelledView = (text: string): View => viewOf(spelledOf(text))

const leet: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' }
/** Digits that stand for letters, as letters. */
export const withoutLeet = (text: string): string => text.replace(/[013457]/g, (digit) => leet[digit] as string)

/** Rot13 of lower-case letters. */
export const rotated = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97))

export const reversed = (text: string): string => [...text].reverse().join('')

/** The stretches that may be Base64, decoded byte by byte; each with where it stands. Linear. */
export const decodedRuns = (text: string): { start: number; end: number; text: string }[] =>
  [...text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)].flatMap((match) => {
    const run = match[0].replaceAll('-', '+').replaceAll('_', '/')
    try {
      return [{ start: match.index, end: match.index + run.length, text: atob(run.slice(0, run.length % 4 === 1 ? -1 : run.length)) }]
    } catch {
      return [] // letters, but no Base64
    }
  })
