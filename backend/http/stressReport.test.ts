import { expect, it } from 'vitest'
import type { Attempt, Finding, VerdictName } from '../core/campaign.ts'
import { summariseRun } from '../redteam/score.ts'
import { testAttempts, testFinding, testRun } from '../store/contract/campaigns.ts'
import { stressReport } from './stressReport.ts'

/** The class and the words of what is said to have come of each. */
const outcomesOf = async (findings: readonly Finding[]): Promise<string[]> => {
  const pages = async function* () {
    yield findings
  }
  let html = ''
  const of = { run: testRun('run'), summary: summariseRun([]), pages: pages(), titles: new Map(), probes: new Set<string>(), at: 0 }
  for await (const part of stressReport(of)) html += part
  return [...html.matchAll(/<h3><span class="(.*?)">(.*?)<\/span>/g)].map(([, tone, name]) => `${tone} ${name}`.trim())
}

it.each<[VerdictName, [probe: string, control: string, attack: string]]>([
  ['success', ['answered', 'got through', 'bad got through']],
  ['partial', ['in part', 'in part', 'in part']],
  ['refused', ['bad refused', 'no effect', 'good refused']],
  ['error', ['error', 'error', 'error']],
  ['unscored', ['unscored', 'unscored', 'unscored']],
])('%s is told of a harmless probe, a control and an attack', async (verdict, told) => {
  const attack = testFinding(testAttempts('run')[2] as Attempt, { verdict: { verdict, evidence: [], reason: '', judge: 'rules' } })
  expect(await outcomesOf([{ ...attack, family: 'over-refusal' }, { ...attack, intensity: 0 }, attack])).toEqual(told)
})
