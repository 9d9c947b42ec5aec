import { describe, expect, it } from 'vitest'
import { logWith, usageOf } from '../../test/logWith.ts'
import { wasteByKind } from '../core/summary.ts'
import { measure } from './index.ts'

const prose =
  'The harbour was built in 1887 by the city. Its walls are made of granite from the northern quarries. Ships carried wool and grain to ports in the south. Today most of the quays serve tourists and fishermen.'

const texts: Record<string, string> = {
  empty: '',
  spaces: '   \n ',
  prose,
  doubled: `${prose} ${prose}`,
  loop: `Start here. ${'and then he went home '.repeat(60)}`,
  emoji: '😀😀😀 '.repeat(50),
  surrogates: 'Fine 😀. Fine 😀. '.repeat(20),
  code: '```js\nconst a = 1\nconst a = 1\nconst a = 1\n```',
  table: '| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 |',
  json: '{"a": [1, 2, 3], "b": {"c": "d"}}',
  chinese: '我喜欢喝茶。我喜欢喝茶。他在北京工作。',
  arabic: 'مرحبا بكم في المدينة. المدينة جميلة جدا.',
  punctuation: '?!.,;:—“”()[]{}',
  newlines: '\n\n\n\n',
  filler: `Certainly! I'd be happy to help you with that. ${prose} I hope this helps! Let me know if you have any other questions.`,
}

/** A quadratic step anywhere would take minutes on these. */
const hostile: Record<string, string> = {
  'one letter': 'a'.repeat(500_000),
  'one line': 'The same line again and again.\n'.repeat(20_000),
  'empty lines': '\n'.repeat(500_000),
  brackets: '['.repeat(200_000) + ']'.repeat(200_000),
  'list marks': '- '.repeat(200_000),
  bars: '|'.repeat(300_000),
  'marks and zero-width spaces': '!\u200b'.repeat(200_000),
  'marks and zero-width joins': '?\ufeff!\u200b'.repeat(100_000),
  'slashes and line breaks': '/\n'.repeat(200_000),
  'marks, line breaks and slashes': '!\r\n/\u200b\n'.repeat(60_000),
  'different sentences': Array.from({ length: 20_000 }, (_, i) => `Item ${i * 7919} differs from the ${i}th.`).join(' '),
  'a block that comes again far off': Array.from({ length: 60_000 }, (_, i) => `w${i % 40_000}`).join(' '),
}

describe('measure', () => {
  it.each(Object.entries(texts))('keeps its promises on %s', (_, response) => {
    const m = measure(logWith({ prompt: 'Tell me about the harbour.', response, reasoning: response }))
    for (const place of ['response', 'reasoning'] as const) {
      let end = 0
      let tokens = 0
      for (const span of m.waste.filter((waste) => waste.in === place)) {
        expect(span.start).toBeGreaterThanOrEqual(end)
        expect(span.end).toBeGreaterThan(span.start)
        expect(response.slice(span.start, span.end)).toBe(response.slice(span.start, span.end).toWellFormed())
        expect(span.reason).toMatch(/^[A-Z].*\.$/s)
        end = span.end
        tokens += span.tokens
      }
      expect(end).toBeLessThanOrEqual(response.length)
      expect(tokens).toBe(place === 'response' ? m.tokens.wasted : m.tokens.wastedReasoning)
    }
    const byKind = Object.values(wasteByKind(m.waste)).reduce((sum, tokens) => sum + tokens, 0)
    expect(byKind).toBe(m.tokens.wasted + m.tokens.wastedReasoning)
    expect(m.tokens.wasted).toBeLessThanOrEqual(m.tokens.output)
    if (m.cognitiveWaste !== null) expect(m.cognitiveWaste).toBeGreaterThanOrEqual(1)
  })
  it.each(Object.entries(hostile))('comes back in time from %s', (_, response) => {
    const m = measure(logWith({ response, usage: usageOf({ promptTokens: 1, completionTokens: 1000 }) }))
    expect(m.tokens.wasted).toBeLessThanOrEqual(1000)
  })
  it.each(Object.entries(hostile))('counts in time what is in %s', (_, response) => {
    expect(measure(logWith({ prompt: response, response })).tokens.input).toBeGreaterThan(0)
  })
  it('a text said twice costs two tokens for a useful one', () => {
    expect(measure(logWith({ response: `${prose}\n\n${prose}` })).cognitiveWaste).toBeCloseTo(2, 1)
    expect(measure(logWith({ response: prose })).cognitiveWaste).toBe(1)
  })
  it('a log without output has no ratios', () => {
    const m = measure(logWith({ response: null, status: 'error', error: { type: 'rate_limit', message: null } }))
    expect(m).toMatchObject({
      cognitiveWaste: null,
      tokenEfficiency: null,
      lengthVsExpected: null,
      waste: [],
      refusal: 'none',
      loop: false,
    })
  })
  it('hidden reasoning is spent and counts as useful', () => {
    const usage = usageOf({ promptTokens: 10, completionTokens: 500, reasoningTokens: 400, accounting: 'inclusive' })
    const m = measure(logWith({ response: prose, usage }))
    expect(m).toMatchObject({ cognitiveWaste: 1, usefulTokens: 500, tokenEfficiency: 100 / 510 })
  })
  it('compares with what was expected', () => {
    expect(measure(logWith({ response: `${prose} ${prose}`, expected: prose })).lengthVsExpected).toBeCloseTo(2, 1)
  })
  it('says what it cut, could not read or only read in part', () => {
    expect(measure(logWith({ response: prose, finishReason: 'length' })).flags).toContain('truncated')
    expect(
      measure(
        logWith({
          response:
            'Der Hafen wurde von der Stadt gebaut und ist heute ein Ziel für Gäste aus aller Welt, die gern am Wasser sitzen und Fisch essen.',
        }),
      ).flags,
    ).toContain('language-unknown')
    expect(measure(logWith({ response: `${prose} `.repeat(6000) })).flags).toContain('analysed-in-part')
  })
})

describe('loop', () => {
  it('is a text that goes round', () => {
    expect(measure(logWith({ response: texts.loop ?? '' }))).toMatchObject({ loop: true })
    expect(measure(logWith({ response: prose })).loop).toBe(false)
  })
})
