import { describe, expect, it } from 'vitest'
import type { Measurement, WasteSpan } from '../../backend/core/measurement.ts'
import { askedParts, bucketsOf, shownOf, spanPrice } from './record.ts'

const tokens: Measurement['tokens'] = { input: 10, cached: 0, cacheWrite: 0, output: 40, reasoning: 20, wasted: 15, wastedReasoning: 5 }

describe('a record', () => {
  it('lets spans point into the prompt, or into the last message of the user', () => {
    expect(askedParts({ prompt: 'Why?', messages: null })).toEqual([{ id: 'prompt', title: 'Prompt', text: 'Why?', place: 'prompt' }])
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: [{ type: 'text', text: 'One' }, { type: 'image_url' }, { type: 'text', text: 'two' }] },
      { role: 'assistant', content: null },
    ]
    const parts = askedParts({ prompt: null, messages })
    expect(parts.map(({ text, place }) => [text, place])).toEqual([
      ['Be short.', null],
      ['One\ntwo', 'prompt'],
      ['', null],
    ])
  })
  it('shows the beginning of long texts, the first ones first, and no half of a character', () => {
    expect(shownOf(['abc', 'defgh', 'ij'], 5)).toEqual([3, 2, 0])
    expect(shownOf(['abc', '', 'ij'], 5)).toEqual([3, 0, 2])
    expect(shownOf(['a🙂b', 'c'], 2)).toEqual([1, 0])
    expect(shownOf(['a🙂b', 'c'], 3)).toEqual([3, 0])
  })
  it('splits the price over the spans by their tokens, and never makes one up', () => {
    const span = { kind: 'filler', start: 0, end: 1, tokens: 5, in: 'response', reason: '' } as const
    expect(spanPrice({ tokens, wastedUsd: 0.04 }, span)).toBeCloseTo(0.01)
    expect(spanPrice({ tokens, wastedUsd: null }, span)).toBeNull()
  })
  it('shows disjoint buckets that add up to what was billed', () => {
    const span = (kind: WasteSpan['kind'], share: number, place: WasteSpan['in'] = 'response'): WasteSpan => ({
      kind,
      start: 0,
      end: 1,
      tokens: share,
      in: place,
      reason: '',
    })
    const waste = [
      span('repetition', 4),
      span('filler', 5),
      span('repetition', 6),
      span('overthinking', 3, 'reasoning'),
      span('repetition', 2, 'reasoning'),
    ]
    const buckets = bucketsOf({ tokens, waste })
    expect(buckets.map(({ id, tokens: n }) => [id, n])).toEqual([
      ['input', 10],
      ['useful', 25],
      ['repetition', 12],
      ['filler', 5],
      ['reasoning', 15],
      ['overthinking', 3],
    ])
    expect(buckets.reduce((sum, bucket) => sum + bucket.tokens, 0)).toBe(70)
  })
})
