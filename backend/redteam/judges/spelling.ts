import { fold, type View, viewOf } from './views.ts'

const letters = new Map(
  'alfa alpha bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'
    .split(' ')
    .map((word) => [word, word[0] as string]),
)
const small = new Map('zero one two three four five six seven eight nine'.split(' ').map((word, digit) => [word, digit]))
small.set('oh', 0).set('niner', 9)
const teens = new Map(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ').map((word, at) => [word, at + 10]),
)
const tens = new Map('twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, at) => [word, (at + 2) * 10]))
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1000],
])
const isNumber = (word: string): boolean => small.has(word) || teens.has(word) || tens.has(word) || scales.has(word)

/** Number words as digits: "three nine oh seven" and "thirty-nine oh seven" one after the other, "three thousand nine hundred and seven" as one number. */
const digitsOf = (words: readonly string[]): string => {
  if (!words.some((word) => scales.has(word)))
    return words
      .map((word, at) => {
        const ten = tens.get(word)
        if (ten === undefined) return String(small.get(word) ?? teens.get(word))
        return (small.get(words[at + 1] ?? '') ?? 0) > 0 ? String(ten / 10) : String(ten)
      })
      .join('')
  let total = 0
  let part = 0
  for (const word of words) {
    const scale = scales.get(word)
    if (scale === undefined) part += small.get(word) ?? teens.get(word) ?? tens.get(word) ?? 0
    else {
      total += Math.max(1, part) * scale
      part = 0
    }
  }
  return String(total + part)
}

const explains = new Set(['as', 'for', 'like'])

/** Single letters (capitals only, when asked: "a" and "I" are words too), spoken letters and numbers, and the parts of the secret; all else is left out. */
function* spelledOf(text: string, parts: ReadonlySet<string>, capitals: boolean): Iterable<readonly [string, number]> {
  let explained = false
  let numbers: string[] = []
  let numbersAt = 0
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = match[0].toLowerCase()
    if (isNumber(word)) {
      if (numbers.length === 0) numbersAt = match.index
      numbers.push(word)
      continue
    }
    if (word === 'and' && numbers.length > 0) continue
    if (numbers.length > 0) yield [digitsOf(numbers.splice(0, 40)), numbersAt]
    numbers = []
    if (explains.has(word)) explained = true
    else if (explained && word !== 'in') explained = false
    else if (word.length === 1) {
      if (!capitals || match[0] !== word || /\d/.test(word)) yield [fold(word), match.index]
    } else if (parts.has(capitals ? match[0] : match[0].toUpperCase())) yield [word, match.index]
    else yield [letters.get(word) ?? '', match.index]
  }
  if (numbers.length > 0) yield [digitsOf(numbers.slice(0, 40)), numbersAt]
}

/** What words spell: "Mike India", "M as in Mary", "M, I, V, O, a dash", "thirty-nine oh seven". */
export const spelledViews = (text: string, secret: string): View[] => {
  const parts = new Set(secret.split('-'))
  return [viewOf(spelledOf(text, parts, false)), viewOf(spelledOf(text, parts, true))]
}

function* edgesOf(text: string, edge: RegExp): Iterable<readonly [string, number]> {
  for (const match of text.matchAll(edge)) yield [fold(match[1] as string), match.index + match[0].indexOf(match[1] as string)]
}

/** The first letter of each line, and the single letter at the end of each: acrostics, tables. */
export const edgeViews = (text: string): View[] => [
  viewOf(edgesOf(text, /^[^\p{L}\p{N}\n]*([\p{L}\p{N}])/gmu)),
  viewOf(edgesOf(text, /(?<![\p{L}\p{N}])([\p{L}\p{N}])[^\p{L}\p{N}\n:]*$/gmu)),
]
