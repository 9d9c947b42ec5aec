import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../core/ports.ts'
import { faultOf } from './faults.ts'

const error = (code: string | null, message = 'it failed') => Object.assign(new Error(message), { code })

describe('faultOf', () => {
  it('is StoreUnavailable, with its cause, where the cause is outside', () => {
    for (const code of ['08006', '53100', '57P01', '57014', '58030', '25006', '28P01', 'ECONNREFUSED', 'ETIMEDOUT']) {
      const cause = error(code)
      expect(faultOf(cause), code).toBeInstanceOf(StoreUnavailable)
      expect(faultOf(cause).cause).toBe(cause)
    }
    for (const words of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])
      expect(faultOf(error(null, words)), words).toBeInstanceOf(StoreUnavailable)
  })
  it('is what it was where the mistake is ours', () => {
    for (const code of ['42601', '23505', '22P02', '42P01', null]) {
      const cause = error(code)
      expect(faultOf(cause)).toBe(cause)
    }
  })
})
