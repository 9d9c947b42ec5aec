import { describe, expect, it } from 'vitest'
import { changeOf } from './change.ts'

describe('a change against before', () => {
  it('is better or worse by what the figure wants', () => {
    expect(changeOf(1.1, 1, true)).toMatchObject({ text: '▲ 10.0\u202f%', tone: 'worse' })
    expect(changeOf(1.1, 1, false).tone).toBe('better')
    expect(changeOf(0.5, 1, true)).toMatchObject({ text: '▼ 50.0\u202f%', tone: 'better' })
    expect(changeOf(2, 1, null).tone).toBe('same')
  })
  it('is none where there is nothing to compare, and says so', () => {
    expect(changeOf(null, 1, true)).toMatchObject({ tone: 'none', text: '' })
    expect(changeOf(1, null, true)).toMatchObject({ tone: 'none', text: '', words: 'the range before has no data to compare with' })
  })
  it('does not divide by zero, and calls the same the same', () => {
    expect(changeOf(0, 0, true).tone).toBe('same')
    expect(changeOf(0.1, 0, true)).toMatchObject({ text: '▲ from 0', tone: 'worse' })
    expect(changeOf(1.004, 1, true).tone).toBe('same')
    expect(changeOf(209, 1, null).text).toBe('▲ × 209')
  })
})
