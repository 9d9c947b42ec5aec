import { describe, expect, it } from 'vitest'
import { testRun } from '../store/contract/campaigns.ts'
import type { Campaign } from './campaign.ts'
import { courseOf, wordingText, writingText } from './course.ts'

/** Two controls and four attacks. */
const runOf = (processedPrompts: number, rewordedPrompts: number | null, generator = 'runner:smol'): Campaign =>
  testRun('run', { config: { ...testRun('run').config, generator }, processedPrompts, rewordedPrompts })

describe('the words of a run', () => {
  it.each([
    [0, 0, 'attacks to be reworded by runner:smol'],
    [5, 1, '1 of 3 attacks reworded by runner:smol'],
    [2, 1, '1 of 1 attacks reworded by runner:smol'], // it was quicker than the last control
    [6, 0, '0 of 4 attacks reworded by runner:smol'],
    [6, null, 'attacks reworded by runner:smol, where it kept the sense'],
  ])('with %d answered and %s reworded are told as: %s', (processed, reworded, told) => {
    expect(wordingText(courseOf(runOf(processed, reworded)))).toBe(told)
  })
  it('are the templates’ where no model is asked', () => {
    expect(wordingText(courseOf(runOf(6, 0, 'templates')))).toBe('prompts from templates')
  })
  it('are being written from the first attack on until the last is answered', () => {
    const writing = (run: Campaign) => writingText(courseOf(run), run.processedPrompts, run.totalPrompts)
    expect([1, 6].map((processed) => writing(runOf(processed, 0)))).toEqual([null, null])
    expect(writing(runOf(2, 0))).toBe('writing attacks with runner:smol, 0 of 4 answered')
    expect(writing(runOf(3, 0, 'templates'))).toBeNull()
  })
})
