import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

it.each([
  ['grok', 'groq'],
  ['gorq', 'groq'],
  ['OpenAI', 'openai'],
  ['opeani', 'openai'],
  ['practise', 'practice'],
  ['nope', null],
  ['', null],
  ['g'.repeat(100_000), null],
])('%.20s was meant to be %s', (word, meant) => expect(nearest(word, ['groq', 'openai', 'runner', 'practice'])).toBe(meant))
