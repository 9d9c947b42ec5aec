import { describe, expect, it } from 'vitest'
import { failureText, freshText, type MartsStatus, nextText, type Refresh, testsText } from './marts.ts'

const now = Date.parse('2026-11-26T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
const refresh = (change: Partial<Refresh>): Refresh => ({
  runId: 'r',
  engine: 'embedded',
  status: 'success',
  startedAt: minutesAgo(6),
  finishedAt: minutesAgo(5),
  rowsIn: 0,
  models: [],
  tests: { passed: 0, failed: 0 },
  ...change,
})
const status = (...runs: Refresh[]): MartsStatus => ({ running: false, nextAt: minutesAgo(-9), martsAgeSeconds: 300, runs })
const plain = (text: string | null) => text?.replaceAll('\u202f', ' ')

describe('the state of the marts', () => {
  it('says what failed and what stands', () => {
    const failed = refresh({ status: 'failed', error: 'stg_logs: no such column' })
    expect(plain(failureText(status(failed, refresh({ finishedAt: minutesAgo(20) })), now))).toBe(
      'The last refresh of the marts failed 5 min ago: stg_logs: no such column. The marts of 20 min ago stand.',
    )
    expect(failureText(status(failed), now)).toContain('There are no marts yet.')
  })
  it('is silent when the last went well, none ran, or the next one already runs after a good one', () => {
    expect(failureText(status(), now)).toBeNull()
    expect(failureText(status(refresh({}), refresh({ status: 'failed' })), now)).toBeNull()
    expect(failureText(status(refresh({ status: 'running', finishedAt: null }), refresh({})), now)).toBeNull()
  })
  it('counts tests, and does not call none passed', () => {
    expect(testsText({ passed: 41, failed: 0 })).toBe('41 tests passed')
    expect(testsText({ passed: 41, failed: 2 })).toBe('2 of 43 tests failed')
    expect(testsText({ passed: 0, failed: 0 })).toBe('no tests ran')
  })
  it('says how fresh they are', () => {
    expect(plain(freshText({ martsAgeSeconds: 300 }))).toBe('every log older than 5 min is in the marts')
    expect(freshText({ martsAgeSeconds: null })).toContain('no log')
  })
  it('says when the next is due', () => {
    expect(plain(nextText(status(), now))).toBe('in 9 min')
    expect(nextText({ running: false, nextAt: minutesAgo(1) }, now)).toBe('due now')
    expect(nextText({ running: true, nextAt: null }, now)).toBe('one is running')
  })
})
