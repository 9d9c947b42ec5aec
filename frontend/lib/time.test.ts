import { describe, expect, it } from 'vitest'
import { date, exactTime, fromInput, hourStart, inputTime, listTime, moment } from './time.ts'

const at = Date.UTC(2026, 10, 24, 14, 5, 9)

describe('times as shown', () => {
  it('are those of UTC when asked for', () => {
    expect(exactTime(at, true)).toBe('14:05:09')
    expect(moment(at, true)).toContain('Tue 24 Nov')
    expect(date(at, true, Date.UTC(2027, 0, 1))).toBe('24 Nov 2026')
  })
  it('come back from an input as the minute that went in, in both clocks', () => {
    for (const utc of [true, false]) expect(fromInput(inputTime(at, utc), utc)).toBe(Date.UTC(2026, 10, 24, 14, 5))
    expect(fromInput('', true)).toBeNull()
  })
  it('have the day in a list once they are not of today', () => {
    expect(listTime(at, true, at + 3_600_000)).toBe('14:05:09')
    expect(listTime(at, true, at + 30 * 3_600_000)).toBe('24 Nov 14:05')
  })
  it('start the hour where the reader’s clock does', () => {
    expect(hourStart(at, true)).toBe(Date.UTC(2026, 10, 24, 14))
    expect(new Date(hourStart(at, false)).getMinutes()).toBe(0)
  })
})
