import { describe, expect, it } from 'vitest'
import { answerOf, durationMs } from './command.ts'
import { dollars, number, share } from './figures.ts'
import { type Report, writers } from './report.ts'

const report: Report = {
  metrics: {
    at: '2026-11-25T03:00:00.000Z',
    window: '24h',
    count: 1234,
    logsPerSecond: 0.1,
    errorRate: 0.0123,
    latencyMs: { p50: 500, p95: 900, p99: null },
    tokenEfficiency: 0.71,
    cognitiveWaste: 1.3241,
    wastefulShare: null,
    semanticDrift: null,
    adversarialStress: 0.2345,
    fragilityScore: null,
    stressRun: 'run',
    tokens: { input: 1, cached: 0, output: 1, reasoning: 0, wasted: 200 },
    wastedByKind: { repetition: 50, restatement: 0, filler: 149, overthinking: 1 },
    costUsd: 12.345,
    wastedUsd: 0.00123,
    unpriced: 7,
  },
  topWaste: [
    { key: '<script>alert("x")</script>', count: 3, tokens: 9, wastedTokens: 4, wastedUsd: null, cognitiveWaste: 1.5, exampleId: 'a' },
    { key: 'a|b', count: 30, tokens: 90, wastedTokens: 40, wastedUsd: 0.5, cognitiveWaste: 1.25, exampleId: 'b' },
    { key: null, count: 1, tokens: 1, wastedTokens: 0, wastedUsd: null, cognitiveWaste: null, exampleId: null },
  ],
  drift: [
    {
      route: '<b>|',
      model: 'm',
      semanticDrift: 0.41,
      styleDrift: 0,
      promptDrift: null,
      lengthFactor: 1.2,
      length: { reasoning: { factor: 1.5 } },
      attribution: 'model',
      n: 240,
      notEmbedded: 0,
      baselineN: 500,
      since: '2026-11-25T01:00:00.000Z',
      enough: true,
    },
  ],
}
const written = (format: string) => writers.get(format)?.(report) ?? ''

describe('a report', () => {
  it('in text is aligned and has a dash where there is no data', () => {
    const lines = written('text').split('\n')
    expect(lines).toContain('cognitive waste          1.32 tokens for one useful')
    expect(lines).toContain('calls                    1,234')
    expect(lines).toContain('answers above 2.5        –')
    expect(lines).toContain('wasted tokens            200 (filler 74.5 %, repetition 25 %, overthinking 0.5 %)')
    expect(lines).toContain('adversarial stress       0.234')
    expect(lines).toContain('fragility                –')
    expect(lines).toContain(
      'cost                     $12.35 (7 calls unpriced: give a price in aicwd.config.yaml, see docs/metrics.md, Cost)',
    )
    const unpriced = writers.get('text')?.({ ...report, metrics: { ...report.metrics, costUsd: null, unpriced: 1 } })
    expect(unpriced).toContain(
      'cost                     unpriced: no known price for 1 call, give a price in aicwd.config.yaml, see docs/metrics.md, Cost\n',
    )
    const begin = lines.findIndex((line) => line.startsWith('route'))
    const table = lines.slice(begin, lines.indexOf('', begin))
    expect(table).toHaveLength(4)
    expect(new Set(table.slice(0, 4).map((line) => line.length)).size).toBe(1)
    expect(lines.at(-1)).toMatch(/^<b>\|\s+m\s+0\.41\s+0\s+–\s+1\.2 ×\s+1\.5 ×\s+240\s+the model changed since 2026-11-25 01:00 UTC\s*$/)
  })
  it('tells a model that is the baseline itself from one with too few logs', () => {
    const moved = (n: number, notEmbedded: number) =>
      writers.get('text')?.({ ...report, drift: report.drift.map((row) => ({ ...row, n, notEmbedded, enough: false })) })
    expect(moved(0, 0)).toContain('all its logs are part of the baseline')
    expect(moved(0, 3)).toContain('0 of 100 logs to compare')
    expect(moved(40, 0)).toContain('40 of 100 logs to compare')
  })
  it('in HTML is one file and escapes every name', () => {
    expect(written('html')).not.toContain('<script')
    expect(written('html')).toContain('&#60;script&#62;')
    expect(written('html')).not.toMatch(/(?:src|href)=/)
  })
  it('in HTML has a heading over each table, and its figures to the right', () => {
    const html = written('html')
    expect(html.match(/<h2>.*?<\/h2>/g)).toEqual(['<h2>Where the most is wasted</h2>', '<h2>Drift over 24 h</h2>'])
    expect(html).toContain('<tr><th>calls</th><td>1,234</td></tr>')
    expect(html).toContain('<td>a|b</td><td class="figure">30</td>')
    expect(html).toContain('<td class="figure">240</td><td>the model changed')
    expect(writers.get('html')?.({ ...report, topWaste: [], drift: [] })).not.toContain('Drift')
  })
  it('in Markdown keeps its columns', () => {
    const rows = written('md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('a\\|b'))
    expect(rows[0]?.replaceAll('\\|', '').match(/\|/g)).toHaveLength(6)
  })
  it.each(['text', 'md', 'html', 'json'])('in %s shows no control character of a name', (format) => {
    const [row] = report.topWaste
    const key = 'a\u001b]0;owned\u0007\u009b31m\u202eb\r\nc\u007f'
    const out = writers.get(format)?.({ ...report, topWaste: row === undefined ? [] : [{ ...row, key }] }) ?? ''
    expect(out.replaceAll('\n', '')).not.toMatch(format === 'json' ? /\p{Cc}/u : /[\p{Cc}\u202e]/u)
    if (format === 'json') expect(JSON.parse(out)).toMatchObject({ topWaste: [{ key }] })
    else expect(out).toContain('owned')
  })
  it('in Markdown makes no tag and no picture of a name', () => {
    const [row] = report.topWaste
    const out = writers.get('md')?.({ ...report, topWaste: row === undefined ? [] : [{ ...row, key: '<img src=x>\\|![p](http://x)' }] })
    expect(out).toContain('| &lt;img src=x>\\\\\\|!\\[p\\](http://x) |')
  })
  it('in JSON has the shape of the contract', () => {
    const read = JSON.parse(written('json')) as Record<string, unknown>
    expect(Object.keys(read)).toEqual(['metrics', 'topWaste', 'drift', 'alerts'])
    expect(read).toMatchObject({
      drift: [{ model: 'm', attribution: 'model' }],
      alerts: [],
      metrics: { count: 1234, latencyMs: { p99: null } },
    })
  })
})

describe('figures', () => {
  it('have three digits and a dash for no data', () => {
    expect([number(1.23456), number(0), number(null), share(0.01234), dollars(0.000012345), dollars(1234.5)]).toEqual([
      '1.23',
      '0',
      '–',
      '1.23 %',
      '$0.0000123',
      '$1234.50',
    ])
  })
})

describe('a duration', () => {
  it('is minutes, hours or days', () => expect(['90m', '24h', '7d'].map(durationMs)).toEqual([5_400_000, 86_400_000, 604_800_000]))
  it.each(['', '5', '0h', '-1h', '1.5h', '1w', '24h '])('%j is none', (text) => expect(() => durationMs(text)).toThrow('is no duration'))
})

describe('an answer', () => {
  it('that is no JSON is told as such', async () => {
    await expect(answerOf(new Response('<html>', { status: 200 }))).rejects.toThrow('is it aicwd?')
  })
  it('of a refusal is told in its words', async () => {
    await expect(answerOf(Response.json({ error: { message: 'no such thing' } }, { status: 404 }))).rejects.toThrow('no such thing')
  })
})
