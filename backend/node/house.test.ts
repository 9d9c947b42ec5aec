import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepHouse } from './house.ts'

const day = 86_400_000
const now = Date.parse('2026-11-20T10:00:00Z')

describe('the house', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const keep = (maintain: () => Promise<void>, left: number[] = []) => {
    const expireLogs = vi.fn(async () => left.shift() ?? 0)
    const report = vi.fn()
    const stop = keepHouse(
      {
        database: { maintain },
        logs: { expireLogs },
        deletions: { takeUp: async () => {} },
        drift: { settle: async () => {} },
        clock: () => now,
        report,
      },
      { retentionDays: 30 },
    )
    return { expireLogs, report, stop }
  }

  it('lets old logs go soon after the start, to the last, and then every hour', async () => {
    const { expireLogs, stop } = keep(async () => {}, [1000, 1000, 7])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(expireLogs.mock.calls).toEqual(Array(4).fill([now - 30 * day, 1000]))
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    expect(expireLogs).toHaveBeenCalledTimes(5)
    await stop()
    await vi.advanceTimersByTimeAsync(day)
    expect(expireLogs).toHaveBeenCalledTimes(5)
  })
  it('does not pile up maintenance that takes longer than its turn', async () => {
    const ends: (() => void)[] = []
    const maintain = vi.fn(() => new Promise<void>((done) => ends.push(done)))
    const { stop } = keep(maintain)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(maintain).toHaveBeenCalledTimes(1)
    ends[0]?.()
    await vi.advanceTimersByTimeAsync(100)
    expect(maintain).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(maintain).toHaveBeenCalledTimes(2)
    const stopped = stop()
    ends[1]?.()
    await stopped
  })
  it('tells of maintenance that failed and tries again', async () => {
    const maintain = vi.fn(async () => {
      throw new Error('no room')
    })
    const { report, stop } = keep(maintain)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(maintain).toHaveBeenCalledTimes(2)
    expect(report).toHaveBeenCalledTimes(2)
    await stop()
  })
})
