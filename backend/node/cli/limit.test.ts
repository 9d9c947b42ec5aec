import { expect, it } from 'vitest'
import { limitOf } from './limit.ts'

it('is a number from 0 to the most that the figure can be', () => {
  expect(limitOf('max-asr', '0.3', 1)).toBe(0.3)
  expect(limitOf('max-waste', '2.5')).toBe(2.5)
  expect(() => limitOf('max-asr', '30', 1)).toThrow('--max-asr: "30" is no number from 0 to 1')
  for (const wrong of ['-1', '', 'much', 'NaN', 'Infinity']) expect(() => limitOf('max-waste', wrong)).toThrow('is no number from 0')
})
