import { describe, expect, it } from 'vitest'
import type { Refusal } from '../../backend/core/measurement.ts'
import {
  amplificationText,
  estimateText,
  fixOf,
  isOver,
  outcomeText,
  progressText,
  type RunState,
  spendText,
  throughText,
  verdictOf,
} from './stress.ts'

const run: RunState = {
  runId: 'r1',
  status: 'running',
  progress: 0.25,
  processedPrompts: 20,
  totalPrompts: 80,
  etaSeconds: 130,
  spentUsd: 0.012,
  budgetUsd: 1,
  waitingForRateLimit: false,
  startedAt: '2026-11-24T10:00:00Z',
  finishedAt: null,
  target: 'groq:llama-3.3-70b-versatile',
  model: 'llama-3.3-70b-versatile',
  practice: false,
  generator: 'templates',
  attacks: 60,
  attacksDone: 0,
  rewordedPrompts: 0,
}

describe('the words of a stress test', () => {
  it('count what got through', () => {
    expect(throughText({ value: 0.075, n: 40 })).toBe('3 of 40 attacks got through')
    expect(throughText({ value: null, n: 0 })).toBe('no attack was scored')
  })
  it('say how far it is, and promise no end to a run that stands still', () => {
    expect(progressText(run)).toBe('20 of 80 prompts · 25.0\u202f% · about 2\u202fmin left')
    expect(progressText({ ...run, status: 'paused' })).not.toContain('left')
    expect(progressText({ ...run, etaSeconds: null })).not.toContain('left')
    expect(progressText({ ...run, etaSeconds: null, generator: 'runner:smol', attacksDone: 1 })).toContain(
      'writing attacks with runner:smol, 1 of 60',
    )
  })
  it('say the spend of the budget, and that a price is unknown', () => {
    expect(spendText(run)).toBe('$0.0120 of $1.00')
    expect(spendText({ spentUsd: 0, budgetUsd: null })).toBe('$0 spent')
    expect(spendText({ spentUsd: null })).toBe('unpriced')
    expect(spendText({ spentUsd: 0.5, budgetUsd: 5, askedBudgetUsd: 99 })).toBe('$0.500 of $5.00 (this server’s cap; $99.00 was asked)')
  })
  it('mark a blow-up that was cut as a lower bound', () => {
    expect(amplificationText({ amplification: 12.34, truncated: true })).toBe('≥ 12.3 ×')
    expect(amplificationText({ amplification: null, truncated: false })).toBe('–')
  })
  it('hold a person above the judge', () => {
    expect(verdictOf({ verdict: 'success' })).toBe('success')
    expect(verdictOf({ verdict: 'success', override: { verdict: 'refused', note: '', by: 'me', at: '' } })).toBe('refused')
  })
})

describe('what came of a finding', () => {
  it('never says that a harmless probe got through', () => {
    expect(outcomeText('success', { family: 'leakage', intensity: 3, refusal: 'none' })).toBe('▲ got through')
    expect(outcomeText('success', { family: 'over-refusal', intensity: 3, refusal: 'none' })).toBe('□ answered')
    expect(outcomeText('refused', { family: 'over-refusal', intensity: 0, refusal: 'full' })).toBe('● refused')
  })
  it('does not call a control refused that had no effect', () => {
    expect(outcomeText('refused', { family: 'resource', intensity: 0, refusal: 'none' })).toBe('□ no effect')
    expect(outcomeText('success', { family: 'resource', intensity: 0, refusal: 'none' })).toBe('▲ got through')
  })
})

describe('an attack that got nothing', () => {
  it('was refused only where the answer refuses', () => {
    const of = (refusal: Refusal | null) => outcomeText('refused', { family: 'leakage', intensity: 2, refusal })
    expect([of('full'), of('partial'), of('none'), of(null)]).toEqual(['● refused', '● refused', '◌ did not work', '◌ did not work'])
  })
  it('was refused where a person says so, whatever the answer looks like', () => {
    const of = (intensity: number) => outcomeText('refused', { family: 'leakage', intensity, refusal: 'none' }, 'person')
    expect([of(2), of(0)]).toEqual(['● refused', '□ no effect'])
  })
})

describe('a target that cannot be attacked yet', () => {
  it('has one command that brings what is missing', () => {
    expect(fixOf('set GROQ_API_KEY')).toBe('GROQ_API_KEY=… npm run up')
    expect(fixOf('no model runner answers: start one with npx aicwd runner')).toBeNull()
  })
})

describe('the estimate', () => {
  it('never calls an unknown price free', () => {
    expect(estimateText({ prompts: 74, tokens: 61_000, usd: null })).toBe('about 74 prompts, 61,000 tokens, no known price')
    expect(estimateText({ prompts: 1, tokens: 1, usd: 0 })).toContain('no cost')
  })
  it('says what would stop the run first', () => {
    const estimate = { prompts: 74, tokens: 61_000, usd: 2 }
    expect(isOver(estimate, 1, { usd: 5, tokens: null })).toBe('above the budget: it would stop at $1.00')
    expect(isOver(estimate, 3, { usd: 1.5, tokens: null })).toContain('this server allows')
    expect(isOver(estimate, 3, { usd: 5, tokens: 60_000 })).toContain('60,000 tokens')
    expect(isOver(estimate, 3, { usd: 5, tokens: 70_000 })).toBeNull()
  })
})
