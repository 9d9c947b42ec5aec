import { describe, expect, it } from 'vitest'
import { gaugePosition, hold, logTicks, roundDown, roundUp } from './axis.ts'

describe('an axis that holds', () => {
  it('rounds outwards', () => {
    expect([0.011, 1, 1.2, 640, 999].map(roundUp)).toEqual([0.015, 1, 1.5, 750, 1000])
    expect([0.011, 1, 160, 640, 999].map(roundDown)).toEqual([0.01, 1, 150, 500, 750])
  })
  it('stays the very same until a value lies outside', () => {
    const first = hold(null, [3, 40], { min: 0, max: 1 })
    expect(first).toEqual({ min: 0, max: 50 })
    expect(hold(first, [1, 49], { min: 0, max: 1 })).toBe(first)
    expect(hold(first, [], { min: 0, max: 1 })).toBe(first)
    expect(hold(first, [51], { min: 0, max: 1 })).toEqual({ min: 0, max: 75 })
  })
  it('ignores what is no number', () => {
    expect(hold(null, [Number.NaN, Number.POSITIVE_INFINITY], { min: 0, max: 1 })).toEqual({ min: 0, max: 1 })
  })
})

describe('the marks of a log axis', () => {
  it('lie inside it and are never many', () => {
    expect(logTicks({ min: 150, max: 750 })).toEqual([150, 200, 300, 400, 500, 700])
    expect(logTicks({ min: 10, max: 1000 })).toEqual([10, 20, 50, 100, 200, 500, 1000])
    expect(logTicks({ min: 1, max: 1e6 })).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1e6])
  })
})

describe('the gauge', () => {
  it('is logarithmic from 1 to 5 and clips', () => {
    expect(gaugePosition(1)).toBe(0)
    expect(gaugePosition(5)).toBe(1)
    expect(gaugePosition(Math.sqrt(5))).toBeCloseTo(0.5)
    expect([0.2, 80].map(gaugePosition)).toEqual([0, 1])
  })
})
