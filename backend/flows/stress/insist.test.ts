import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../core/ports.ts'
import { insist } from './insist.ts'

const never = new AbortController().signal

describe('what a call brought', () => {
  it('is stored when the database is back', async () => {
    let away = 3
    const stored = await insist(
      async () => {
        if (away-- > 0) throw new StoreUnavailable('connection terminated')
        return 'stored'
      },
      async () => {},
      never,
    )
    expect(stored).toBe('stored')
  })
  it('is given up after a minute, when the host goes down, and at once when the fault is ours', async () => {
    let waited = 0
    const asked: string[] = []
    const store = (error: Error) => async () => {
      asked.push(error.message)
      throw error
    }
    const pause = async (ms: number) => {
      waited += ms
    }
    await expect(insist(store(new StoreUnavailable('away')), pause, never)).rejects.toThrow('away')
    expect(waited).toBeLessThanOrEqual(60_000)
    await expect(insist(store(new StoreUnavailable('down')), pause, AbortSignal.abort())).rejects.toThrow('down')
    await expect(insist(store(new TypeError('bug')), pause, never)).rejects.toThrow('bug')
    expect(asked.filter((message) => message !== 'away')).toEqual(['down', 'bug'])
  })
})
