import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../core/ports.ts'
import { createGather } from './gather.ts'

const soon = async () => {}

describe('gathering', () => {
  it('does at once what comes first and together what comes meanwhile, and answers each with its own', async () => {
    const goes: (readonly number[])[] = []
    const gather = createGather<number, number>(async (items) => {
      goes.push(items)
      await new Promise((done) => setTimeout(done, 5))
      return items.map((item) => item * 2)
    }, soon)
    const first = gather(1)
    await new Promise((done) => setTimeout(done, 1))
    expect(await Promise.all([first, gather(2), gather(3)])).toEqual([2, 4, 6])
    expect(goes).toEqual([[1], [2, 3]])
  })

  it('never goes with more than it may', async () => {
    const goes: number[] = []
    const gather = createGather<number, number>(async (items) => {
      goes.push(items.length)
      return items
    }, soon)
    await Promise.all(Array.from({ length: 150 }, (_, at) => gather(at)))
    expect(Math.max(...goes)).toBe(64)
  })

  it('fails none for what another makes fail, and all at once when the database is away', async () => {
    const goes: number[] = []
    const gather = (fault: Error) =>
      createGather<number, number>(async (items) => {
        goes.push(items.length)
        if (items.includes(2)) throw fault
        return items
      }, soon)
    const outcomes = async (fault: Error) => {
      const add = gather(fault)
      return (await Promise.allSettled([1, 2, 3].map(add))).map(({ status }) => status)
    }
    expect(await outcomes(new TypeError('a bug'))).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    goes.length = 0
    expect(await outcomes(new StoreUnavailable('away'))).toEqual(['rejected', 'rejected', 'rejected'])
    expect(goes).toEqual([3])
  })
})
