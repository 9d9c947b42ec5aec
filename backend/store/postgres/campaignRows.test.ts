import { expect, it } from 'vitest'
import type { Attempt } from '../../core/campaign.ts'
import { testAttempts, testFinding } from '../contract/campaigns.ts'
import { toFinding } from './campaignRows.ts'

it('a finding of a former version has no word on whether its answer refuses or its prompt is reworded', () => {
  const { refusal: _, isReworded: __, ...body } = testFinding(testAttempts('run')[2] as Attempt)
  const row = { seq: 1, body: JSON.stringify(body), override_verdict: null, override_note: null, override_by: null, override_ms: null }
  expect(toFinding(row)).toMatchObject({ refusal: null, isReworded: null })
})
