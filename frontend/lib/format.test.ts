import { describe, expect, it } from 'vitest'
import { ago, count, dollars, duration, many, none, or, percent, rate, three, wasteText } from './format.ts'

/** Thin spaces as plain ones, for reading. */
const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-')

describe('three significant digits', () => {
  it.each([
    [0, '0'],
    [1, '1.00'],
    [1.2345, '1.23'],
    [9.996, '10.0'],
    [12.34, '12.3'],
    [99.96, '100'],
    [123.4, '123'],
    [999.4, '999'],
    [999.6, '1,000'],
    [1234567, '1,234,567'],
    [0.01234, '0.0123'],
    [0.0009996, '0.00100'],
    [-1.5, '-1.50'],
  ])('shows %s as %s', (value, text) => {
    expect(plain(three(value))).toBe(text)
  })
})

describe('figures with units', () => {
  it('keeps counts whole until they are long', () => {
    expect([0, 7, 1234, 99_999].map(count)).toEqual(['0', '7', '1,234', '99,999'])
    expect([123_456, 1_234_567, 2.5e9].map((value) => plain(count(value)))).toEqual(['123 k', '1.23 M', '2.50 G'])
    expect(plain(count(999_600))).toBe('1.00 M')
  })
  it('chooses the unit of a duration, and never rounds up into a wrong one', () => {
    expect([0, 812, 999.6, 1900, 59_990, 90_000, 7_200_000, 172_800_000].map((ms) => plain(duration(ms)))).toEqual([
      '0 ms',
      '812 ms',
      '1.00 s',
      '1.90 s',
      '1.00 min',
      '1.50 min',
      '2.00 h',
      '2.00 d',
    ])
  })
  it('shows small dollars with digits that mean something', () => {
    expect([0, 12.4, 0.00417, 1234.5, 0.0000595].map(dollars)).toEqual(['$0', '$12.40', '$0.00417', '$1,235', '$0.0000595'])
    expect(plain(dollars(-2))).toBe('-$2.00')
    expect(plain(dollars(1e-9))).toBe('$< 0.0000001')
  })
  it('tells shares, rates and ages', () => {
    expect(plain(percent(0.0321))).toBe('3.21 %')
    expect([4.1, 0, 0.0115, 0.0000347].map(rate)).toEqual(['4.10/s', '0/s', '0.690/min', '0.125/h'])
    expect([0, 1, 1200].map((value) => many(value, 'log'))).toEqual(['0 logs', '1 log', '1,200 logs'])
    expect([0, 3_900, 840_000, 90_000_000, 400_000_000].map((ms) => plain(ago(ms)))).toEqual(['0 s', '3 s', '14 min', '25 h', '4 d'])
  })
  it('gives waste two decimals near 1', () => {
    expect([1, 1.114, 9.99, 20.5].map(wasteText)).toEqual(['1.00', '1.11', '9.99', '20.5'])
  })
  it('says "no data" and never 0 for null', () => {
    expect(or(null, three)).toBe(none)
    expect(or(undefined, three)).toBe(none)
    expect(or(0, three)).toBe('0')
  })
})
