import { expect, it } from 'vitest'
import { createReport } from './report.ts'

const lineOf = (error: unknown): string => {
  let line = ''
  createReport({
    write: (text) => {
      line += text
    },
  }).report('error', 'it failed', error)
  return line
}

it('an error is told by name, code, message and stack, and by nothing its driver knows of the row', () => {
  const cause = Object.assign(new Error('inner'), { detail: 'a secret prompt' })
  const error = Object.assign(new TypeError('null value in column', { cause }), {
    code: '23502',
    detail: 'Failing row contains (a secret prompt)',
    where: 'COPY logs, line 1: "a secret prompt"',
    parameters: ['a secret prompt'],
  })
  const line = lineOf(error)
  expect(JSON.parse(line)).toMatchObject({ msg: 'it failed', err: { type: 'TypeError', code: '23502', message: 'null value in column' } })
  expect(line).toContain('report.test.ts')
  expect(line).not.toContain('secret')
})

it('what is no error adds nothing', () => {
  expect(lineOf('a secret prompt')).not.toContain('secret')
})
