import { describe, expect, it } from 'vitest'
import { rangeIn, rangeQuery, readHash, writeHash } from './hash.ts'

describe('addresses behind the hash', () => {
  it('reads a path and a query, and an empty one as the dashboard', () => {
    expect(readHash('')).toEqual({ path: [], query: {} })
    expect(readHash('#/')).toEqual({ path: [], query: {} })
    expect(readHash('#/logs?model=a&q=x%20y')).toEqual({ path: ['logs'], query: { model: 'a', q: 'x y' } })
  })
  it('gives back what was written, whatever is in it', () => {
    const path = ['logs', 'a/b?c#d é']
    const query = { q: 'two words & more=?#', model: 'qwen/qwen3-32b', from: '2026-11-22T10:00:00.000Z' }
    expect(readHash(writeHash(path, query))).toEqual({ path, query })
  })
  it('writes one state in one way, without what is empty', () => {
    expect(writeHash(['logs'], { b: '1', a: '2', c: undefined, d: '' })).toBe('#/logs?a=2&b=1')
    expect(writeHash([], {})).toBe('#/')
  })
  it('survives a broken escape', () => {
    expect(readHash('#/logs/%E0%A4%A').path).toEqual(['logs', '%E0%A4%A'])
  })
})

describe('the range in a query', () => {
  it('is the last 24 hours when nothing, or nonsense, is said', () => {
    for (const query of [{}, { range: 'yesterday' }, { from: 'x', to: 'y' }, { from: '5', to: '4' }, { from: '1' }])
      expect(rangeIn(query as Record<string, string>)).toEqual({ preset: '24h' })
  })
  it('reads ISO 8601 and epoch milliseconds', () => {
    expect(rangeIn({ from: '2026-11-22T10:00:00Z', to: String(Date.UTC(2026, 10, 22, 11)) })).toEqual({
      from: Date.UTC(2026, 10, 22, 10),
      to: Date.UTC(2026, 10, 22, 11),
    })
  })
  it('comes back from its own query', () => {
    for (const range of [{ preset: '24h' }, { preset: '5m' }, { preset: 'all' }, { from: 1000, to: 2000 }] as const)
      expect(rangeIn(rangeQuery(range) as Record<string, string>)).toEqual(range)
  })
})
