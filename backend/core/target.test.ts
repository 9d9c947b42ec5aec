import { expect, it } from 'vitest'
import { targetText } from './target.ts'

it.each([
  [{ target: 'runner', model: 'smol', practice: false }, 'runner:smol'],
  [{ target: 'groq:llama', model: 'llama', practice: false }, 'groq:llama'],
  [{ target: 'practice', model: 'practice', practice: true }, 'practice'],
  [{ target: 'openai', model: '', practice: false }, 'openai'],
])('%o is called %s', (run, told) => {
  expect(targetText(run)).toBe(told)
})
