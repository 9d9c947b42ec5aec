import { describe, expect, it } from 'vitest'
import { changedBy, crowdOf, mergeHeads } from './live.ts'
import type { Head } from './wire.ts'

const head = (id: string, at: number): Head => ({ id, timestamp: new Date(at).toISOString() }) as Head
const ids = (heads: readonly Head[]) => heads.map(({ id }) => id).join('')

describe('a list kept by the stream', () => {
  it('takes each log once, newest first, the oldest falling off', () => {
    const held = [head('c', 30), head('b', 20), head('a', 10)]
    expect(ids(mergeHeads(held, [head('b', 20), head('d', 25)], { from: 0, to: 100 }, 3))).toBe('cdb')
  })
  it('lets go of what the range has left behind or not reached', () => {
    expect(ids(mergeHeads([head('b', 20), head('a', 10)], [head('z', 100)], { from: 15, to: 100 }, 9))).toBe('b')
    expect(ids(mergeHeads([head('a', 10)], [], { from: undefined, to: 100 }, 9))).toBe('a')
  })
  it('is read again when it lacks logs, or holds deleted ones', () => {
    expect(changedBy({ held: 40, told: 0, count: 40, most: 500 })).toBe(false)
    expect(changedBy({ held: 500, told: 3, count: 12_000, most: 500 })).toBe(false)
    expect(changedBy({ held: 39, told: 0, count: 40, most: 500 })).toBe(true)
    expect(changedBy({ held: 40, told: 0, count: 30, most: 500 })).toBe(true)
  })
  it('is not read again for logs that came while the figures were asked for', () => {
    expect(changedBy({ held: 42, told: 2, count: 40, most: 500 })).toBe(false)
  })
})

describe('a crowd', () => {
  it('is many logs in one second', () => {
    const slow = crowdOf()
    expect(Array.from({ length: 40 }, (_, index) => slow(index * 100)).some(Boolean)).toBe(false)
    const fast = crowdOf()
    expect(Array.from({ length: 20 }, (_, index) => fast(index * 10)).some(Boolean)).toBe(true)
  })
})
