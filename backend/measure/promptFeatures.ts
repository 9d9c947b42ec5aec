import { tableOf, wordSet } from './english.ts'
import { readWords, trait } from './words.ts'

/** Words with which a prompt says what kind of answer it wants, by their lists. */
const bit = { fact: 1, explain: 2, yesNo: 4, compose: 8, list: 16, code: 32, brief: 64, long: 128 } as const
const table = tableOf([
  { words: wordSet('who when where which what whose'), bit: bit.fact },
  { words: wordSet('how why explain describe discuss compare analyze analyse elaborate'), bit: bit.explain },
  { words: wordSet('is are was were do does did can could should would will has have'), bit: bit.yesNo },
  {
    words: wordSet('write compose create draft generate design develop plan script essay article story letter email report'),
    bit: bit.compose,
  },
  {
    words: wordSet('list lists examples ideas tips steps ways things names suggestions recommendations reasons options items bullet'),
    bit: bit.list,
  },
  {
    words: wordSet('code function program python javascript typescript java sql html css c++ regex script algorithm class query bash'),
    bit: bit.code,
  },
  {
    words: wordSet(
      'short brief briefly concise shortly quick summarize summarise summary only just word sentence single classify translate',
    ),
    bit: bit.brief,
  },
  {
    words: wordSet('detailed detail long comprehensive thorough full complete depth extensive elaborate paragraphs pages words'),
    bit: bit.long,
  },
])

/** Characters of a prompt that are looked at, from either end. */
const looked = 2000
/** "Give me 12 ideas": more than this is no number of items. */
const mostItems = 50

const firstBits = bit.fact | bit.explain | bit.yesNo

/**
 * What a prompt says about how long its answer will be: its length, kind of question, whether it asks for a list, code, something
 * brief or long, and for how many items. Always the same number of features. O(1).
 */
export const featuresOf = (prompt: string, languageKnown: boolean): number[] => {
  const text = prompt.length > 2 * looked ? `${prompt.slice(0, looked)}\n${prompt.slice(-looked)}` : prompt
  const words = readWords(text)
  let bits = 0
  let items = 0
  for (let i = 0; i < words.count; i++) {
    const own = table.get(words.key[i] as number)
    bits |= i === 0 ? own : own & ~firstBits
    if ((words.traits[i] as number) & trait.number) {
      const value = Number(text.slice(words.start[i], words.end[i]))
      if (value > 1 && value <= mostItems) items = Math.max(items, value)
    }
  }
  const has = (flag: number): number => (bits & flag ? 1 : 0)
  return [
    Math.log(1 + prompt.length),
    text.includes('?') ? 1 : 0,
    text.includes('\n') ? 1 : 0,
    ...Object.values(bit).map(has),
    Math.log(1 + items),
    languageKnown ? 0 : 1,
  ]
}
