import { expect, it } from 'vitest'
import { measuredLog } from '../store/contract/logs.ts'
import { wastePreviewOf } from './preview.ts'

const previewOf = (response: string, wasted: string) => {
  const entry = measuredLog(1)
  const start = response.lastIndexOf(wasted)
  const span = { start, end: start + wasted.length, kind: 'repetition' as const, tokens: 3, in: 'response' as const, reason: 'again' }
  return wastePreviewOf({ log: { ...entry.log, response }, measurement: { ...entry.measurement, waste: [span] } })
}

it('begins an excerpt with a whole word, where there is one within reach', () => {
  const lead = `${'first '.repeat(10)}scattering of short waves of light makes most of the sky look blue. `
  const preview = previewOf(`${lead}It is blue.`, 'It is blue.')
  expect(preview?.text).toBe('of short waves of light makes most of the sky look blue. It is blue.')
  expect(preview?.spans[0]).toMatchObject({ start: 57, end: 68 })
  expect(previewOf('It is blue. It is blue.', 'It is blue.')?.text).toBe('It is blue. It is blue.')
  expect(previewOf(`${'x'.repeat(100)}It is blue.`, 'It is blue.')?.text).toBe(`${'x'.repeat(60)}It is blue.`)
  expect(previewOf(`${'x'.repeat(100)} It is blue.`, 'It is blue.')?.text).toBe(`${'x'.repeat(59)} It is blue.`)
})
