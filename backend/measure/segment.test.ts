import { describe, expect, it } from 'vitest'
import { segment } from './segment.ts'

const parts = (text: string) => segment(text, 'response').segments.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)

describe('segment', () => {
  it('cuts prose into sentences, not at abbreviations, initials and numbers', () => {
    expect(parts('Dr. J. Smith paid $3.50, e.g. for tea. Then he left! "Why?" she asked. It ended.')).toEqual([
      'sentence: Dr. J. Smith paid $3.50, e.g. for tea.',
      'sentence: Then he left!',
      'sentence: "Why?" she asked.',
      'sentence: It ended.',
    ])
  })
  it('knows items, headings, code and tables', () => {
    expect(parts('# Plan\n**Steps:**\n1. First do this. Then that.\n- last\n```\nx = 1. Y = 2.\n```\n| a | b |\na | b | c')).toEqual([
      'heading: # Plan',
      'heading: **Steps:**',
      'item: First do this.',
      'item: Then that.',
      'item: last',
      'code: ```',
      'code: x = 1. Y = 2.',
      'code: ```',
      'table: | a | b |',
      'table: a | b | c',
    ])
  })
  it('knows code and data without a fence', () => {
    const kinds = (text: string) => [...new Set(segment(text, 'response').segments.map(({ kind }) => kind))]
    expect(kinds('{\n  "name": "a",\n  "tags": [],\n}')).toEqual(['code'])
    expect(kinds('const a = f(1);\nif (a) {\n  return g(a);\n}')).toEqual(['code'])
    expect(kinds('<ul>\n<li>one</li>\n</ul>')).toEqual(['code'])
    expect(kinds('"Quoted," she said.\nFrom here on it is easy; mostly.\nLet it rest for an hour:')).toEqual(['sentence'])
  })
  it('goes on over a line broken by an editor, not over a finished one', () => {
    const broken = 'This line was broken by an editor at seventy characters and goes\non here. Next.\nnot with this'
    expect(parts(broken)).toEqual([
      'sentence: This line was broken by an editor at seventy characters and goes\non here.',
      'sentence: Next.',
      'sentence: not with this',
    ])
  })
  it('cuts Chinese and Arabic', () => {
    expect(parts('我喜欢喝茶。他不喜欢。')).toHaveLength(2)
    expect(parts('هل هذا صحيح؟ نعم.')).toHaveLength(2)
  })
  it('gives each segment its words, and each word to one segment at most', () => {
    const { words, segments } = segment('One two. Three four five!\n- six', 'response')
    expect(segments.map(({ from, to }) => to - from)).toEqual([2, 3, 1])
    expect(words.count).toBe(6)
  })
  it('tells English from other languages', () => {
    expect(segment('The cat sat on the mat and it was happy to be there with all of us at home.', 'response').english).toBe(true)
    expect(
      segment(
        'Die Katze saß auf der Matte und freute sich sehr, mit uns allen wieder zu Hause sein zu können, bis es dunkel wurde.',
        'response',
      ).english,
    ).toBe(false)
  })
})
