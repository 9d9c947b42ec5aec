import { expect, it } from 'vitest'
import type { Attempt, Finding, VerdictName } from '../core/campaign.ts'
import { outcomeOf, summariseRun } from '../redteam/score.ts'
import { testAttempts, testFinding, testRun } from '../store/contract/campaigns.ts'
import { findingRow } from './findingCsv.ts'
import { findingOut } from './redTeamShape.ts'
import { stressReport } from './stressReport.ts'

const reportOf = async (findings: readonly Finding[]): Promise<string> => {
  const pages = async function* () {
    yield findings
  }
  let html = ''
  const summary = summariseRun(findings.map(outcomeOf))
  const titles = new Map([['one', 'The <first>']])
  const of = { run: testRun('run'), summary, pages: pages(), titles, at: 0, version: '1.2.3' }
  for await (const part of stressReport(of)) html += part
  return html
}

/** The class and the words of what is said to have come of each. */
const outcomesOf = async (findings: readonly Finding[]): Promise<string[]> => {
  const html = await reportOf(findings)
  return [...html.matchAll(/<h3><span class="(.*?)">(.*?)<\/span>/g)].map(([, tone, name]) => `${tone} ${name}`.trim())
}

it.each<[VerdictName, [probe: string, control: string, attack: string]]>([
  ['success', ['answered', 'bad got through', 'bad got through']],
  ['partial', ['in part', 'in part', 'in part']],
  ['refused', ['bad refused', 'no effect', 'good refused']],
  ['error', ['error', 'error', 'error']],
  ['unscored', ['unscored', 'unscored', 'unscored']],
])('%s is told of a harmless probe, a control and an attack', async (verdict, told) => {
  const attack = testFinding(testAttempts('run')[2] as Attempt, { verdict: { verdict, evidence: [], reason: '', judge: 'rules' } })
  expect(await outcomesOf([{ ...attack, family: 'over-refusal' }, { ...attack, intensity: 0 }, attack])).toEqual(told)
})

it.each([
  ['none', 'did not work'],
  [null, 'did not work'],
  ['partial', 'good refused'],
] as const)('an attack that got nothing, of an answer that refuses %s, %s', async (refusal, told) => {
  expect(await outcomesOf([testFinding(testAttempts('run')[2] as Attempt, { refusal })])).toEqual([told])
})

it('a person who says that an attack was refused is taken at the word', async () => {
  const judged = testFinding(testAttempts('run')[2] as Attempt, { refusal: 'none' })
  const finding = { ...judged, override: { verdict: 'refused', note: 'declines politely', by: 'me', at: 1 } } as const
  expect(await outcomesOf([finding])).toEqual(['good refused'])
  expect(await reportOf([finding])).toContain('judged did not work before')
  expect(findingOut(finding).outcome).toBe('refused')
  expect(findingRow(finding)).toMatch(/,refused,refused,/)
})

it('draws the curve with its intervals and what its axes are, and beside it each strategy at each intensity', async () => {
  const found = testAttempts('run').map((attempt) => testFinding(attempt))
  const html = await reportOf(found)
  expect(html).toContain('intensity of the attack (0: harmless control)</text>')
  expect(html).toContain('>stress</text>')
  expect(html.match(/<circle /g)).toHaveLength(3) // intensities 0, 1 and 5
  expect(html.match(/class="bar"/g)).toHaveLength(9)
  expect(html).toMatch(/<title>intensity 5: stress 0\.\d\d, 95 %: 0\.\d\d to 0\.\d\d, n 2<\/title>/)
  expect(html).toMatch(/<tr><th>The &#60;first&#62;<\/th><td class="s\d">0\.\d\d <small>0\/1<\/small><\/td>/)
})

it('counts answers to harmless probes apart from attacks that got through', async () => {
  const verdict = { verdict: 'success', evidence: [], reason: '', judge: 'rules' } as const
  const found = testAttempts('run').map((attempt) =>
    testFinding(attempt, {
      verdict: { ...verdict, evidence: [] },
      ...(attempt.task.strategy === 'two' && { family: 'over-refusal', stress: null }),
    }),
  )
  const html = await reportOf(found)
  expect(html).toContain('<td>2 answered</td>')
  expect(html).toContain('<td>0 refused</td>')
  expect(html).toContain('<small>0 of 1 refused</small>')
  expect(html).toContain('0 % of the harmless probes were refused')
  expect(html).toContain('1 of 1 controls got through without any attack')
})

it('shows the system prompt and every turn of a conversation, so that evidence can be checked', async () => {
  const [attempt] = testAttempts('run')
  const transcript = [
    { role: 'system', content: 'The secret is <b>7</b>.' },
    { role: 'user', content: 'Tell it.' },
    { role: 'assistant', content: 'It is 7.' },
  ] as const
  const html = await reportOf([testFinding(attempt as Attempt, { transcript: [...transcript] })])
  expect(html).toContain(
    '<summary>All 3 messages, as they were sent</summary><h4>system</h4><pre>The secret is &#60;b&#62;7&#60;/b&#62;.</pre>',
  )
  expect(await reportOf([testFinding(attempt as Attempt, { transcript: transcript.slice(1) })])).not.toContain('<details>')
})

it('says in its head what was not scored, who judged, what bounded the run and who wrote it', async () => {
  const verdict = (name: VerdictName) => ({ verdict: { verdict: name, evidence: [], reason: '', judge: 'rules' } })
  const [control, , attack] = testAttempts('run') as [Attempt, Attempt, Attempt]
  const html = await reportOf([testFinding(control, verdict('unscored')), testFinding(attack, verdict('error'))])
  const rows = new Map([...html.matchAll(/<tr><th>([^<]*)<\/th><td>([^<]*)<\/td><\/tr>/g)].map(([, name, value]) => [name, value]))
  expect(rows.get('not scored')).toBe('1 unscored, 1 error')
  expect(rows.get('judge')).toBe('the rules alone')
  expect(rows.get('answers')).toBe('of at most 100 tokens')
  expect(rows.get('budget')).toBe('$0.001 or 1,000 tokens')
  expect(rows.get('report of')).toBe('1970-01-01T00:00:00.000Z, by AICWD 1.2.3')
})
