import { expect, it } from 'vitest'
import type { Tokens } from '../backend/core/measurement.ts'
import { readBody } from '../backend/ingest/body.ts'
import { measure } from '../backend/measure/index.ts'

/** From the body on the wire to buckets and dollars. */
const measured = (log: Record<string, unknown>) => {
  const text = JSON.stringify({ prompt: 'Say hi.', response: 'Hi there, good to see you.', timestamp: '2026-01-01T00:00:00Z', ...log })
  const read = readBody(text, { ndjson: false, receivedAt: Date.UTC(2026, 0, 2), newId: () => 'a-log' })
  const item = read.status === 'read' ? read.items[0] : undefined
  if (!item?.ok) throw new Error('not read')
  return measure(item.log)
}

type Golden = [sender: string, log: Record<string, unknown>, tokens: Omit<Tokens, 'wasted' | 'wastedReasoning'>, usd: number]

/** Usage as each API writes it, and what it means. Dollars are list prices by hand: input · cached · cache write · output for a million. */
const golden: Golden[] = [
  [
    'OpenAI, cached and reasoning inside (o3-mini: 1.1 · 0.55 · – · 4.4)',
    {
      model: 'o3-mini',
      provider: 'openai',
      usage: {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920 },
        completion_tokens_details: { reasoning_tokens: 256 },
      },
    },
    { input: 86, cached: 1920, cacheWrite: 0, output: 44, reasoning: 256 },
    (86 * 1.1 + 1920 * 0.55 + 300 * 4.4) / 1e6,
  ],
  [
    'OpenAI, the responses API (gpt-4o-mini: 0.15 · 0.075 · – · 0.6)',
    {
      model: 'gpt-4o-mini',
      provider: 'openai',
      usage: {
        input_tokens: 328,
        input_tokens_details: { cached_tokens: 128 },
        output_tokens: 52,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 380,
      },
    },
    { input: 200, cached: 128, cacheWrite: 0, output: 52, reasoning: 0 },
    (200 * 0.15 + 128 * 0.075 + 52 * 0.6) / 1e6,
  ],
  [
    'Anthropic, cache reads and writes beside the input (Sonnet 4: 3 · 0.3 · 3.75 · 15)',
    {
      model: 'claude-sonnet-4-20250514',
      provider: 'anthropic',
      usage: { input_tokens: 21, cache_creation_input_tokens: 2051, cache_read_input_tokens: 188_086, output_tokens: 393 },
    },
    { input: 21, cached: 188_086, cacheWrite: 2051, output: 393, reasoning: 0 },
    (21 * 3 + 188_086 * 0.3 + 2051 * 3.75 + 393 * 15) / 1e6,
  ],
  [
    'Groq (Llama 3.3 70B: 0.59 · – · – · 0.79)',
    {
      model: 'llama-3.3-70b-versatile',
      provider: 'groq',
      usage: { queue_time: 0.03, prompt_tokens: 24, prompt_time: 0.01, completion_tokens: 377, completion_time: 1.2, total_tokens: 401 },
    },
    { input: 24, cached: 0, cacheWrite: 0, output: 377, reasoning: 0 },
    (24 * 0.59 + 377 * 0.79) / 1e6,
  ],
  [
    'Gemini, thoughts beside the candidates, cached content inside the prompt (2.5 Flash: 0.3 · 0.03 · – · 2.5)',
    {
      model: 'gemini-2.5-flash',
      provider: 'google',
      usage: {
        promptTokenCount: 1000,
        cachedContentTokenCount: 800,
        candidatesTokenCount: 50,
        thoughtsTokenCount: 400,
        totalTokenCount: 1450,
      },
    },
    { input: 200, cached: 800, cacheWrite: 0, output: 50, reasoning: 400 },
    (200 * 0.3 + 800 * 0.03 + 450 * 2.5) / 1e6,
  ],
  [
    'an aggregator, cache writes inside the prompt (Sonnet 4: 3 · 0.3 · 3.75 · 15)',
    {
      model: 'anthropic/claude-sonnet-4-20250514',
      provider: 'litellm',
      usage: { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 30, cache_creation_tokens: 50 } },
    },
    { input: 20, cached: 30, cacheWrite: 50, output: 5, reasoning: 0 },
    (20 * 3 + 30 * 0.3 + 50 * 3.75 + 5 * 15) / 1e6,
  ],
]

it.each(golden)('%s', (_, log, tokens, usd) => {
  const { tokens: got, costUsd, flags, tokenSource } = measured(log)
  expect(got).toMatchObject(tokens)
  expect(costUsd).toBeCloseTo(usd, 9)
  expect({ flags, tokenSource }).toEqual({ flags: [], tokenSource: 'reported' })
})
