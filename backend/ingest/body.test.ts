import { describe, expect, it } from 'vitest'
import { readBody } from './body.ts'

const log = { model: 'm', prompt: 'p', response: 'r' }
const read = (text: string, ndjson = false) => readBody(text, { ndjson, receivedAt: 1.7e12, newId: () => 'x' })
const goods = (text: string, ndjson = false) => {
  const body = read(text, ndjson)
  return body.status === 'read' ? body.items.map(({ ok }) => ok) : body.status
}

describe('a body', () => {
  it('is one log, a list, { logs }, or a log a line', () => {
    expect(goods(JSON.stringify(log))).toEqual([true])
    expect(goods(JSON.stringify([log, log]))).toEqual([true, true])
    expect(goods(JSON.stringify({ logs: [log] }))).toEqual([true])
    expect(goods(`${JSON.stringify(log)}\r\n\n  \n${JSON.stringify(log)}\n`, true)).toEqual([true, true])
    expect(goods(`\uFEFF${JSON.stringify(log)}`)).toEqual([true])
  })
  it('keeps good items beside bad ones, in order', () => {
    expect(goods(JSON.stringify([log, { ...log, model: 5 }, log]))).toEqual([true, false, true])
    expect(goods(`${JSON.stringify(log)}\n{"model": \n${JSON.stringify(log)}`, true)).toEqual([true, false, true])
  })
  it.each(['[]', '{"logs":[]}'])('without a log is of the wrong shape: %s', (text) => expect(goods(text)).toBe('wrong-shape'))
  it.each(['5', '"x"', 'null', '{"logs":5}'])('of another kind is of the wrong shape: %s', (text) =>
    expect(goods(text)).toBe('wrong-shape'),
  )
  it('of blank lines is of the wrong shape', () => expect(goods('\n \n', true)).toBe('wrong-shape'))
  it.each(['', '{', '{"a":1}\n{"a":2}'])('that is not JSON says so: %j', (text) => expect(goods(text)).toBe('not-json'))
  it('of more than 10,000 logs is too many', () => {
    expect(goods(JSON.stringify(Array(10_001).fill({})))).toBe('too-many')
    expect(goods('{}\n'.repeat(10_001), true)).toBe('too-many')
    expect(goods('{}\n'.repeat(10_000), true)).toHaveLength(10_000)
  })
  it('of a million open brackets is an answer, not a crash', () => {
    expect(['not-json', 'wrong-shape', 'read']).toContain(read('['.repeat(1e6) + ']'.repeat(1e6)).status)
    expect(goods(`{"model":"m","prompt":"p","response":"r","messages":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)).toEqual([false])
  })
})
