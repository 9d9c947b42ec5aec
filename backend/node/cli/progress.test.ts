import { afterEach, expect, it, vi } from 'vitest'
import { createProgress } from './progress.ts'

const isTTY = process.stderr.isTTY
afterEach(() => {
  vi.restoreAllMocks()
  process.stderr.isTTY = isTTY
})

/** What stderr gets of work that goes fast, and of its end. */
const written = (terminal: boolean, quiet: boolean, last?: { share: number; words: string }): string[] => {
  process.stderr.isTTY = terminal
  const told: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  const progress = createProgress(quiet)
  progress.show(0.5, '5 logs')
  progress.show(0.8, '8 logs')
  progress.end(last)
  return told
}

it('ends with the last state in lines, however shortly after another', () => {
  expect(written(false, false, { share: 1, words: '9 logs' })).toEqual([' 50 %  5 logs\n', '100 %  9 logs\n'])
})

it('makes up no end for what failed', () => {
  expect(written(false, false)).toEqual([' 50 %  5 logs\n'])
})

it('takes its bar away on a terminal, and is silent for machines', () => {
  expect(written(true, false, { share: 1, words: '9 logs' }).at(-1)).toBe('\r\u001b[K')
  expect(written(true, true, { share: 1, words: '9 logs' })).toEqual([])
})
