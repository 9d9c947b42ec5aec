import { describe, expect, it } from 'vitest'
import { emptySums, summarise } from '../../backend/core/summary.ts'
import { type Measured, scoredOf } from './figures.ts'
import { type Rule, standingOf as standing, watched } from './rules.ts'

const range = (count: number, scored: number, wasteful: number): Measured => ({
  ...summarise({ ...emptySums(), count, scored, wasteful, output: scored * 10 }),
  scored,
  logsPerSecond: null,
  semanticDrift: null,
})

const standingOf = (rule: Rule, row: Measured | null) =>
  standing(rule, row === null ? null : rule.value(row), row === null ? 0 : scoredOf(row))

const share = watched.find(({ id }) => id === 'wasteful-share') as Rule

describe('the rules', () => {
  it('hold the wasteful share beside the waste', () => {
    expect(watched.map(({ id }) => id)).toEqual(['waste', 'wasteful-share', 'drift', 'stress', 'errors', 'p95'])
  })
  it('say where a range stands', () => {
    expect(standingOf(share, range(200, 200, 2))).toBe('below')
    expect(standingOf(share, range(200, 200, 3))).toBe('over')
  })
  it('count scored logs, not all, before they say anything', () => {
    expect(standingOf(share, range(500, 99, 50))).toBe('too few')
    expect(standingOf(share, range(100, 100, 50))).toBe('over')
  })
  it('say nothing without data', () => {
    expect(watched.map((rule) => standingOf(rule, null))).toEqual(watched.map(() => 'no data'))
    expect(standingOf(share, range(5, 0, 0))).toBe('no data')
  })
})
