import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { logWith, usageOf } from '../../test/logWith.ts'
import type { Usage } from '../core/log.ts'
import { countTokens } from './count.ts'
import { bucketsOf } from './tokens.ts'
import { readWords } from './words.ts'

const buckets = (usage: Partial<Usage> | null, texts: Parameters<typeof logWith>[0] = {}) =>
  bucketsOf(logWith({ prompt: 'Say hi.', response: 'Hi there.', ...texts, usage: usage && usageOf(usage) }))

describe('buckets', () => {
  it('OpenAI: cached and reasoning are inside the totals', () => {
    const usage = { promptTokens: 2006, completionTokens: 300, cachedTokens: 1920, reasoningTokens: 256, accounting: 'inclusive' } as const
    expect(buckets(usage)).toEqual({ input: 86, cached: 1920, cacheWrite: 0, output: 44, reasoning: 256, source: 'reported', flags: [] })
  })
  it('Anthropic: cache reads and writes stand beside the input', () => {
    const usage = {
      promptTokens: 21,
      completionTokens: 393,
      cachedTokens: 188_086,
      cacheWriteTokens: 2051,
      accounting: 'exclusive',
    } as const
    expect(buckets(usage)).toMatchObject({ input: 21, cached: 188_086, cacheWrite: 2051, output: 393, reasoning: 0, flags: [] })
  })
  it('Groq: inclusive, nothing cached', () => {
    expect(buckets({ promptTokens: 24, completionTokens: 377, accounting: 'inclusive' })).toMatchObject({ input: 24, output: 377 })
  })
  it('Gemini: thoughts stand beside the candidates, cached content inside the prompt', () => {
    const usage = { promptTokens: 1000, completionTokens: 50, cachedTokens: 800, reasoningTokens: 400, accounting: 'unknown' } as const
    expect(buckets(usage)).toMatchObject({ input: 200, cached: 800, output: 50, reasoning: 400, flags: ['usage-exclusive'] })
  })
  it('reads cached above the prompt of an unknown sender as exclusive and says so', () => {
    expect(buckets({ promptTokens: 10, completionTokens: 5, cachedTokens: 90 })).toMatchObject({
      input: 10,
      cached: 90,
      output: 5,
      flags: ['usage-exclusive'],
    })
  })
  it('flags a sender that contradicts its own accounting and never goes below 0', () => {
    const usage = { promptTokens: 10, completionTokens: 5, cachedTokens: 90, accounting: 'inclusive' } as const
    expect(buckets(usage)).toMatchObject({ input: 0, cached: 90, flags: ['usage-inconsistent'] })
  })
  it('a cache write of an inclusive sender is part of the prompt', () => {
    const usage = { promptTokens: 100, completionTokens: 5, cachedTokens: 30, cacheWriteTokens: 50, accounting: 'inclusive' } as const
    expect(buckets(usage)).toMatchObject({ input: 20, cached: 30, cacheWrite: 50 })
  })
  it('short form: the prompt is counted, at most the total, the rest is output', () => {
    const prompt = 'Say hi.'
    const counted = countTokens(prompt, 'gpt-4o-mini')
    expect(buckets({ totalTokens: 50 }, { prompt })).toMatchObject({ input: counted, output: 50 - counted, source: 'reported' })
    expect(buckets({ totalTokens: 2 }, { prompt })).toMatchObject({ input: 2, output: 0 })
  })
  it('takes what is left of a total for the part that is missing', () => {
    expect(buckets({ promptTokens: 10, totalTokens: 50 })).toMatchObject({ input: 10, output: 40 })
    expect(buckets({ completionTokens: 15, totalTokens: 50 })).toMatchObject({ input: 35, output: 15 })
  })
  it('counts where nothing was reported', () => {
    expect(buckets(null)).toMatchObject({
      input: countTokens('Say hi.', 'gpt-4o-mini'),
      output: countTokens('Hi there.', 'gpt-4o-mini'),
      source: 'counted',
    })
    expect(buckets({})).toMatchObject({ source: 'counted' })
  })
  it('gives visible reasoning its share of a completion that does not name it', () => {
    const { output, reasoning } = buckets(
      { promptTokens: 5, completionTokens: 100 },
      { reasoning: 'word '.repeat(30), response: 'word '.repeat(10) },
    )
    expect(output + reasoning).toBe(100)
    expect(reasoning).toBe(75)
  })
})

describe('countTokens', () => {
  it('knows the published counts of o200k and cl100k', () => {
    expect(countTokens('hello world', 'gpt-4o')).toBe(2)
    expect(countTokens('antidisestablishmentarianism', 'gpt-4-0613')).toBe(6)
    expect(countTokens('<|endoftext|>', 'gpt-4o')).toBeGreaterThan(1)
  })
  it('stays near the truth for text without breaks', () => {
    expect(countTokens('a'.repeat(3000), 'gpt-4o') / countTokens('a'.repeat(256), 'gpt-4o')).toBeCloseTo(3000 / 256, 0)
  })
  it('goes on at the same rate beyond its limit', () => {
    const text = 'one two three four '
    const rate = countTokens(text.repeat(1000), 'gpt-4o') / 1000
    expect(countTokens(text.repeat(100_000), 'gpt-4o') / (rate * 100_000)).toBeCloseTo(1, 2)
  })
})

describe('counting word by word', () => {
  const texts = [
    "It's 12,500.75 dollars (or €11,000), isn't it? Yes: they'll pay… www.example.com/path?x=1&y=2",
    'const a = [1, 2, 3].map((x) => x ** 2); // done!\n\n\tif (a) { return a }',
    'Grüße aus Köln!  Zwei  Leerzeichen ,komma. Привет, мир. 你好，世界。 مرحبا 👩‍👩‍👧 😀😀',
    `${'wörd '.repeat(80)}!!!\n\n//${'漢字。 '.repeat(90)}\n${'x\n'.repeat(200)}`,
    `${'- [ ] 12\n\t- 漢 \u200b!\n'.repeat(60)}`,
    'A.B.C. e.g. i.e., "quoted." ...and (so) on;;; !!! ?! --- *** __init__.py',
  ]
  it.each([
    'In December  2022, in 2022 and in\t2023: 1,000.50 of 12345678 were “½2”.',
    "GPT4o2 and 3D\n\n2 lines\n 4 more\r\nAnd a5b6.\nEnd\n\n\nof it 80's, x1's (a1)b2!c",
    'one\nTwo\n3\nfour 5\n6 seven\n\n  8 nine',
  ])('equals the library where letters, digits and line breaks take turns: %j', (text) => {
    expect(countTokens(text, 'gpt-4o')).toBe(o200k(text))
    expect(countTokens(text, 'gpt-4')).toBe(cl100k(text))
  })
  it.each(texts)('equals the library: %s', (text) => {
    expect(countTokens(text, 'gpt-4o')).toBe(o200k(text))
    expect(countTokens(text, 'gpt-4')).toBe(cl100k(text))
  })
  it.each([
    ...texts,
    // one word in every way of writing it
    'Bewilderment, bewilderment (bewilderment) bewilderment-Bewilderment\nBewilderment\nbewilderment  bewilderment BEWILDERMENT bewilderment’s',
    "don't doN't wordWord word1 1word wordé éword word漢 word_word word\u0301 wo\u200brd a I x\ta",
    ' leading and trailing ',
    'ends with a word',
  ])('equals the library with the words of the text, the first time and again: %s', (text) => {
    const words = readWords(text)
    for (const _ of [1, 2]) {
      expect(countTokens(text, 'gpt-4o', words)).toBe(o200k(text))
      expect(countTokens(text, 'gpt-4', words)).toBe(cl100k(text))
    }
  })
  it('does without words that are those of another text, or were forgotten', () => {
    const text = 'Extraordinary circumstances, unquestionably bewildering.'
    const words = readWords(text)
    expect(countTokens(`Well. ${text}`, 'gpt-4o', words)).toBe(o200k(`Well. ${text}`))
    readWords(Array.from({ length: 40_000 }, (_, i) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')).join(' '))
    expect(countTokens(text, 'gpt-4o', words)).toBe(o200k(text))
  })
})
