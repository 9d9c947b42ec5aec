import { describe, expect, it } from 'vitest'
import {
  alsoFiring,
  attributionText,
  type BaselineRow,
  baselineFor,
  beyond,
  byWorst,
  type DriftPoint,
  type DriftRow,
  embeddingText,
  firingText,
  gaugePoints,
  lengthText,
  missingText,
  reasoningText,
} from './drift.ts'

const now = Date.parse('2026-11-26T12:00:00Z')
const lengths = { factor: 1.4, low: 1.21, high: 1.66, n: 212, tokens: 310, alarm: true, reasoning: null }
const row = (change: Partial<DriftRow> = {}): DriftRow => ({
  route: 'summarise',
  model: 'gpt-4o-mini',
  semanticDrift: 0.1,
  styleDrift: 0.05,
  lengthFactor: 1.4,
  length: lengths,
  promptDrift: 0.02,
  attribution: 'none',
  n: 212,
  baselineN: 500,
  since: null,
  baseline: { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' },
  enough: true,
  embedder: 'static',
  examples: [],
  ...change,
})

describe('gauges that fire', () => {
  const styled = row({ styleDrift: 0.412, promptDrift: 0.25 })
  it('are named with their values and limits', () => {
    expect(firingText(row())).toBeNull()
    expect(firingText(styled)).toBe('style 0.412 ≥ 0.3, prompts 0.250 ≥ 0.2')
    expect(firingText({ ...styled, enough: false })).toBeNull()
  })
  it('are told where the meaning of the worst route shows none', () => {
    const worst = row({ semanticDrift: 0.35 })
    expect(alsoFiring([worst], worst)).toBeNull()
    expect(alsoFiring([styled], styled)).toContain('style 0.412')
    const other = { ...styled, route: 'ask' }
    expect(alsoFiring([worst, other], worst)).toBe('style 0.412 ≥ 0.3, prompts 0.250 ≥ 0.2 on ask · gpt-4o-mini')
  })
})

describe('the words of drift', () => {
  it('say what changed and since when', () => {
    const since = '2026-11-24T14:15:00Z'
    expect(attributionText({ attribution: 'model', since }, true, now)).toBe('the model changed on Tuesday 14:15')
    expect(attributionText({ attribution: 'prompts', since }, true, now)).toBe('people ask different things since Tuesday 14:15')
    expect(attributionText({ attribution: 'both', since }, true, now)).toContain('can’t be told apart')
    expect(attributionText({ attribution: 'none', since: null }, true, now)).toContain('nothing moved')
  })
  it('name the day when it was long ago', () => {
    expect(attributionText({ attribution: 'model', since: '2026-11-10T14:15:00Z' }, true, now)).toBe(
      'the model changed on Tuesday 10 Nov 14:15',
    )
  })
  it('tell the length without judging it', () => {
    expect(lengthText(row())).toBe(
      'answers are 1.4 × as long as the baseline for comparable prompts (n 212, 90 % interval 1.21 to 1.66); the extra length may be useful',
    )
    expect(lengthText(row({ length: { ...lengths, factor: 1.01 } }))).toContain('no longer than the baseline')
    expect(lengthText(row({ length: null }))).toBeNull()
  })
  it('tell the tokens of reasoning against what is normal', () => {
    expect(reasoningText(row())).toBeNull()
    const reasoning = { factor: 2.13, low: 1.9, high: 2.4, n: 90, tokens: 811.6, alarm: true }
    expect(reasoningText(row({ length: { ...lengths, reasoning } }))).toBe(
      'reasoning takes 812 tokens an answer, 2.1 × as many as the baseline for comparable prompts (n 90, 90 % interval 1.90 to 2.40)',
    )
    expect(reasoningText(row({ length: { ...lengths, reasoning: { ...reasoning, factor: 1 } } }))).toContain('no more than the baseline')
  })
  it('say how many logs are missing, for a baseline first', () => {
    expect(missingText(row({ baselineN: 120, n: 40, enough: false }))).toBe('not enough logs yet: 120 of 200 for a baseline')
    expect(missingText(row({ n: 40, enough: false }))).toBe('not enough logs yet: 40 of 100 to compare with the baseline')
    expect(missingText(row({ n: 0, enough: false }))).toBe('all logs are part of the baseline: none to compare yet')
    expect(missingText(row({ n: 0, notEmbedded: 3, enough: false }))).toBe('not enough logs yet: 0 of 100 to compare with the baseline')
    expect(missingText(row())).toBeNull()
  })
})

describe('an embedder behind ingest', () => {
  it('says what is not in the figures yet, and why', () => {
    const embedder = 'openai:m'
    expect(embeddingText({ embedder, behind: null, waiting: null })).toBeNull()
    expect(embeddingText({ embedder, behind: 0, waiting: null })).toBeNull()
    expect(embeddingText({ embedder, behind: 1234, waiting: null })).toBe('1,234 logs wait to be embedded by openai:m')
    expect(embeddingText({ embedder, behind: 5, waiting: 'openai cannot be reached' })).toBe(
      'openai:m does not go on (openai cannot be reached): 5 logs wait to be embedded',
    )
  })
})

describe('routes', () => {
  it('stand with the farthest first, and those nothing can be said of last', () => {
    const list = [
      row({ route: 'a', semanticDrift: 0 }),
      row({ route: 'b', semanticDrift: null, enough: false, n: 99 }),
      row({ route: 'c', semanticDrift: 0.5 }),
    ]
    expect(byWorst(list).map(({ route }) => route)).toEqual(['c', 'a', 'b'])
    expect(list[0]?.route).toBe('a')
  })
})

describe('the baseline of a route', () => {
  it('is its own before that of the whole route', () => {
    const one = (model: string | null): BaselineRow => ({ route: 'summarise', model, state: 'set', from: '', to: '', n: 200 })
    expect(baselineFor([one(null), one('gpt-4o-mini')], row())?.model).toBe('gpt-4o-mini')
    expect(baselineFor([one(null), one('other')], row())?.model).toBeNull()
    expect(baselineFor([one('other')], row())).toBeNull()
  })
})

describe('the gauges over time', () => {
  it('keep gaps, and put length on the axis of the others', () => {
    const hour = 3_600_000
    const point = (at: number): DriftPoint => ({ ...row(), bucket: new Date(at).toISOString() })
    const start = Math.floor(now / hour) * hour - 3 * hour
    const points = gaugePoints(
      [point(start), point(start + 2 * hour)],
      { from: start + 60_000, to: start + 3 * hour },
      hour,
      (given) => given.semanticDrift,
    )
    expect(points.map(({ value }) => value)).toEqual([0.1, null, 0.1])
    expect([beyond(1), beyond(2), beyond(0.7), beyond(null)]).toEqual([0, 0.5, 0, null])
  })
})
