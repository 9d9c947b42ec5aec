import { describe, expect, it } from 'vitest'
import { keyOf, stemOf } from './stem.ts'
import { readWords, trait, weigh } from './words.ts'

const read = (text: string) => {
  const words = readWords(text)
  return words.start.map((start, i) => text.slice(start, words.end[i]))
}

describe('words', () => {
  it('keep inner apostrophes and number points', () => {
    expect(read("Don't pay 1,000.50 (ever), O’Neil!")).toEqual(["Don't", 'pay', '1,000.50', 'ever', 'O’Neil'])
  })
  it('are single characters in scripts without spaces', () => expect(read('我爱你 ok')).toEqual(['我', '爱', '你', 'ok']))
  it('have one key in any case and one stem in any inflection', () => {
    expect(readWords('HARBOUR').key[0]).toBe(keyOf('harbour'))
    for (const group of [
      ['make', 'makes', 'making'],
      ['study', 'studies', 'studied'],
      ['plan', 'planned', 'planning', 'plans'],
      ['create', 'creation', 'creates', 'created'],
      ['decision', 'decisions'],
    ]) {
      expect(new Set(group.map(stemOf)).size, group.join()).toBe(1)
    }
    for (const [a, b] of [
      ['bus', 'bu'],
      ['class', 'clas'],
      ['thing', 'th'],
    ])
      expect(stemOf(a as string)).not.toBe(stemOf(b as string))
  })
  it('have one key and one stem with either apostrophe, whichever was read first', () => {
    for (const [first, second] of [
      ['should’ve', "should've"],
      ["l'espace", 'l’espace'],
    ] as const) {
      const [a, b] = [readWords(first), readWords(second)]
      expect([b.key[0], b.stem[0]]).toEqual([a.key[0], a.stem[0]])
      expect(a.stem[0]).toBe(stemOf(first))
      expect(stemOf(first)).toBe(stemOf(second))
    }
  })
  it('of a long text are those of its parts', () => {
    const part = 'Forty-two lines, 漢字 and 1,000.5 don’t end here. '
    const [one, many] = [readWords(part), readWords(part.repeat(5000))]
    expect(many.count).toBe(5000 * one.count)
    const at = 4321 * one.count
    for (const column of ['key', 'stem', 'traits', 'marks'] as const) expect(many[column].slice(at, at + one.count)).toEqual(one[column])
    expect(many.start.slice(at, at + one.count)).toEqual(one.start.map((start) => start + 4321 * part.length))
    expect(many.end.at(-1)).toBe(4999 * part.length + (one.end.at(-1) as number))
  })
  it('are the same after more words than are remembered', () => {
    const text = 'Remembering makes no difference: makers remembered'
    const before = readWords(text)
    readWords(Array.from({ length: 40_000 }, (_, i) => `w${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`).join(' '))
    expect(readWords(text)).toEqual(before)
  })
  it('say what they are', () => {
    const { traits } = readWords('In 1887 Anna came')
    expect(traits.map((bits) => [bits & trait.capital, bits & trait.number])).toEqual([
      [2, 0],
      [0, 1],
      [2, 0],
      [0, 0],
    ])
  })
})

describe('weigh', () => {
  it('adds up over stretches that do not cut a word', () => {
    const text = 'Some words, a number 12345678 and 漢字 — then!!! a very-long-extraordinarily-hyphenated one.'
    for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) expect(weigh(text, 0, at) + weigh(text, at)).toBe(weigh(text))
  })
  it('gives nothing to whitespace', () => expect(weigh(' \n\t  ')).toBe(0))
})
