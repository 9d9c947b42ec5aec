import { describe, expect, it } from 'vitest'
import { reasonOf, segmentsOf } from './spans.ts'

const text = 'abcdefghij'
const shown = (spans: { start: number; end: number }[]) => segmentsOf(text, spans).map(({ text: piece, covered }) => [piece, ...covered])

describe('the reason of a span', () => {
  it('leaves its kind out where it begins with it', () => {
    expect(reasonOf({ kind: 'filler', reason: 'Filler: “Of course!” frames the answer.' })).toBe('“Of course!” frames the answer.')
    expect(reasonOf({ kind: 'repetition', reason: 'Says again what was said before.' })).toBe('Says again what was said before.')
  })
})

describe('cutting a text at its spans', () => {
  it('leaves a text without spans whole, and an empty one empty', () => {
    expect(shown([])).toEqual([['abcdefghij']])
    expect(segmentsOf('', [{ start: 0, end: 3 }])).toEqual([])
  })
  it('cuts before and after', () => {
    expect(shown([{ start: 2, end: 4 }])).toEqual([['ab'], ['cd', 0], ['efghij']])
  })
  it('keeps both where spans overlap, touch or lie inside each other', () => {
    expect(
      shown([
        { start: 0, end: 6 },
        { start: 2, end: 4 },
        { start: 4, end: 8 },
      ]),
    ).toEqual([['ab', 0], ['cd', 0, 1], ['ef', 0, 2], ['gh', 2], ['ij']])
  })
  it('clips what lies outside and ignores what is empty or backward', () => {
    expect(
      shown([
        { start: 8, end: 99 },
        { start: 3, end: 3 },
        { start: 6, end: 5 },
        { start: -4, end: 1 },
      ]),
    ).toEqual([['a', 3], ['bcdefgh'], ['ij', 0]])
  })
  it('says where each piece starts, and together they are the text', () => {
    const pieces = segmentsOf(text, [
      { start: 1, end: 5 },
      { start: 3, end: 9 },
    ])
    expect(pieces.map(({ text: piece }) => piece).join('')).toBe(text)
    for (const { text: piece, start } of pieces) expect(text.slice(start, start + piece.length)).toBe(piece)
  })
})
