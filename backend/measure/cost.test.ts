import { describe, expect, it } from 'vitest'
import { logWith } from '../../test/logWith.ts'
import type { Tokens } from '../core/measurement.ts'
import { costOf } from './cost.ts'

const tokens = (t: Partial<Tokens>): Tokens => ({
  input: 0,
  cached: 0,
  cacheWrite: 0,
  output: 0,
  reasoning: 0,
  wasted: 0,
  wastedReasoning: 0,
  ...t,
})

describe('cost', () => {
  it('prices each bucket at its own rate', () => {
    const log = logWith({ model: 'gpt-4o-mini', provider: 'openai' })
    expect(costOf(log, tokens({ input: 1_000_000 })).costUsd).toBeCloseTo(0.15, 9)
    expect(costOf(log, tokens({ cached: 1_000_000 })).costUsd).toBeCloseTo(0.075, 9)
    expect(costOf(log, tokens({ output: 600_000, reasoning: 400_000 })).costUsd).toBeCloseTo(0.6, 9)
  })
  it('knows cache writes of Anthropic and prices of Groq and Gemini', () => {
    const claude = logWith({ model: 'claude-sonnet-4-20250514', provider: 'anthropic' })
    expect(costOf(claude, tokens({ input: 5, cacheWrite: 4735, output: 255 })).costUsd).toBeCloseTo(
      (5 * 3 + 4735 * 3.75 + 255 * 15) / 1e6,
      9,
    )
    expect(
      costOf(logWith({ model: 'llama-3.3-70b-versatile', provider: 'groq' }), tokens({ input: 1e6, output: 1e6 })).costUsd,
    ).toBeCloseTo(1.38, 9)
    expect(costOf(logWith({ model: 'gemini-2.0-flash', provider: 'gemini' }), tokens({ input: 1e6, output: 1e6 })).costUsd).toBeCloseTo(
      0.5,
      9,
    )
  })
  it('finds the seller in the name of the model', () => {
    expect(costOf(logWith({ model: 'groq/llama-3.3-70b-versatile', provider: null }), tokens({ output: 1e6 })).costUsd).toBeCloseTo(0.79, 9)
    expect(costOf(logWith({ model: 'gpt-4o-mini', provider: 'our own gateway' }), tokens({ output: 1e6 })).costUsd).toBeCloseTo(0.6, 9)
  })
  it("the user's own prices come before the library's, by model or for one seller", () => {
    const prices = {
      'My-Model': { input: 1, output: 2 },
      'gpt-4o-mini': { input: 10, output: 20, cached: 5, cacheWrite: 15 },
      'groq/my-model': { input: 0, output: 0 },
    }
    const each = { input: 1e6, cached: 1e6, cacheWrite: 1e6, output: 500_000, reasoning: 500_000 }
    expect(costOf(logWith({ model: 'my-model', provider: null }), tokens(each), prices).costUsd).toBe(5)
    expect(costOf(logWith({ model: 'my-model', provider: 'Groq' }), tokens(each), prices).costUsd).toBe(0)
    expect(costOf(logWith({}), tokens(each), prices)).toEqual({ costUsd: 50, wastedUsd: 0 })
    expect(costOf(logWith({ costUsd: 0.5 }), tokens({ output: 1e6, wasted: 10_000 }), prices)).toEqual({ costUsd: 0.5, wastedUsd: 0.2 })
    expect(costOf(logWith({ model: 'constructor', provider: null }), tokens(each), prices).costUsd).toBeNull()
  })
  it('a model without a price is unpriced, not free', () => {
    expect(costOf(logWith({ model: 'no-such-model', provider: null }), tokens({ output: 5, wasted: 1 }))).toEqual({
      costUsd: null,
      wastedUsd: null,
    })
  })
  it('wasted dollars are wasted tokens at the output price', () => {
    expect(costOf(logWith({}), tokens({ input: 1e6, output: 1e6, wasted: 500_000 })).wastedUsd).toBeCloseTo(0.3, 9)
    expect(costOf(logWith({}), tokens({ output: 500_000, reasoning: 500_000, wastedReasoning: 250_000 })).wastedUsd).toBeCloseTo(0.15, 9)
    expect(costOf(logWith({}), tokens({ output: 10 })).wastedUsd).toBe(0)
    expect(costOf(logWith({ model: 'nobody-knows', costUsd: 0 }), tokens({ output: 10, wasted: 5 }))).toEqual({ costUsd: 0, wastedUsd: 0 })
    expect(costOf(logWith({ model: 'nobody-knows', costUsd: 1 }), tokens({ output: 10, wasted: 5 })).wastedUsd).toBeNull()
  })
  it('is a whole number of nano-dollars, as a list of logs has it', () => {
    for (let output = 1; output < 400; output += 7) {
      const { costUsd, wastedUsd } = costOf(logWith({}), tokens({ input: 3 * output, output, wasted: output >> 1 }))
      expect(costUsd).toBe(Math.round((costUsd ?? 0) * 1e9) / 1e9)
      expect(wastedUsd).toBe(Math.round((wastedUsd ?? 0) * 1e9) / 1e9)
    }
  })
  it('does not invent a bill for a failed call', () => {
    const failed = logWith({ status: 'error', response: null })
    expect(costOf(failed, tokens({ input: 100 }))).toEqual({ costUsd: null, wastedUsd: null })
  })
  it.each([
    ['gcp.gemini', 'gemini-2.0-flash'],
    ['vertex_ai', 'gemini-2.0-flash'],
    ['azure', 'gpt-4o-mini'],
    ['az.ai.openai', 'gpt-4o-mini'],
    ['aws.bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['x_ai', 'grok-3'],
    ['mistral_ai', 'mistral-large-latest'],
    ['deepseek', 'deepseek-chat'],
    ['Groq', 'llama-3.1-8b-instant'],
    [null, 'claude-3-5-haiku-20241022'],
  ])('has a price for %s %s', (provider, model) => {
    expect(costOf(logWith({ provider, model }), tokens({ output: 1000 })).costUsd).toBeGreaterThan(0)
  })
  it("the sender's cost wins, and waste never exceeds it", () => {
    expect(costOf(logWith({ costUsd: 0.1 }), tokens({ output: 1e6, wasted: 1e6 }))).toEqual({ costUsd: 0.1, wastedUsd: 0.1 })
    expect(
      costOf(logWith({ costUsd: 0.1, model: 'no-such-model', provider: null }), tokens({ output: 10, wasted: 1 })).wastedUsd,
    ).toBeNull()
  })
})
