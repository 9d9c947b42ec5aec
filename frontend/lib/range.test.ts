import { describe, expect, it } from 'vitest'
import { boundsOf, bucketOf, presets, rangeBefore, windowOf } from './range.ts'

const now = Date.UTC(2026, 10, 25, 12)
const hour = 3_600_000

describe('ranges', () => {
  it('end a minute from now when they follow the clock, and stand still otherwise', () => {
    expect(boundsOf({ preset: '1h' }, now)).toEqual({ from: now - hour, to: now + 60_000 })
    expect(boundsOf({ preset: 'all' }, now)).toEqual({ from: undefined, to: now + 60_000 })
    expect(boundsOf({ from: 1, to: 2 }, now)).toEqual({ from: 1, to: 2 })
  })
  it('have an equal range before them, but not one without a start', () => {
    expect(rangeBefore(boundsOf({ preset: '1h' }, now), now)).toEqual({ from: now - 2 * hour, to: now - hour })
    expect(rangeBefore({ from: 100, to: 200 }, now)).toEqual({ from: 0, to: 100 })
    expect(rangeBefore(boundsOf({ preset: 'all' }, now), now)).toBeNull()
  })
  it('are drawn in at most 180 points, by minutes only where minutes are kept', () => {
    for (const { id } of presets) {
      const bounds = boundsOf({ preset: id }, now)
      if (bounds.from !== undefined) expect((bounds.to - bounds.from) / bucketOf(bounds, now).ms).toBeLessThanOrEqual(180)
    }
    expect(bucketOf({ from: now - hour, to: now }, now).id).toBe('1m')
    expect(bucketOf({ from: now - 1000 * hour, to: now - 999 * hour }, now).id).toBe('15m')
    expect(bucketOf({ from: now - 168 * hour, to: now }, now).id).toBe('1h')
    expect(bucketOf(boundsOf({ preset: 'all' }, now), now).id).toBe('1d')
  })
  it('are the same as a window of the stream only where it has one', () => {
    expect(windowOf({ preset: '24h' })).toEqual({ window: '24h', exact: true })
    expect(windowOf({ preset: '7d' }).exact).toBe(false)
    expect(windowOf({ from: 1, to: 2 }).exact).toBe(false)
  })
})
