import { describe, expect, it } from 'vitest'
import { readLog } from './native.ts'

const usageOf = (usage: unknown, provider?: string) => {
  const item = readLog({ model: 'm', prompt: 'p', response: 'r', usage, provider }, { receivedAt: 1.7e12, newId: () => 'x' })
  return item.ok ? item.log.usage : item.issues
}
const none = { cachedTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, totalTokens: null }

describe('usage', () => {
  it('is read under our names', () => {
    const usage = { promptTokens: 12, completionTokens: 40, cachedTokens: 2, cacheWriteTokens: 3, reasoningTokens: 4 }
    expect(usageOf(usage, 'groq')).toEqual({ ...usage, totalTokens: null, accounting: 'inclusive' })
  })
  it("is read under OpenAI's", () => {
    const usage = {
      prompt_tokens: 12,
      completion_tokens: 40,
      total_tokens: 52,
      prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 30 },
    }
    expect(usageOf(usage)).toEqual({
      promptTokens: 12,
      completionTokens: 40,
      cachedTokens: 8,
      cacheWriteTokens: 0,
      reasoningTokens: 30,
      totalTokens: null,
      accounting: 'inclusive',
    })
  })
  it("is read under Anthropic's, whose cached tokens stand beside the input", () => {
    const usage = { input_tokens: 5, output_tokens: 6, cache_read_input_tokens: 700, cache_creation_input_tokens: 80 }
    expect(usageOf(usage)).toEqual({
      ...none,
      promptTokens: 5,
      completionTokens: 6,
      cachedTokens: 700,
      cacheWriteTokens: 80,
      accounting: 'exclusive',
    })
  })
  it.each([
    ['anthropic', 'exclusive'],
    ['Anthropic', 'exclusive'],
    ['openai', 'inclusive'],
    ['azure', 'inclusive'],
    ['somebody', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (provider, accounting) => {
    expect(usageOf({ promptTokens: 1, completionTokens: 1 }, provider)).toMatchObject({ accounting })
  })
  it('keeps the accounting of an export', () => {
    expect(usageOf({ promptTokens: 5, accounting: 'exclusive' }, 'openai')).toMatchObject({ accounting: 'exclusive' })
  })
  it('keeps a total only where nothing else is known', () => {
    expect(usageOf({ total_tokens: 7 })).toMatchObject({ totalTokens: 7, promptTokens: null, completionTokens: null })
  })
  it('without any count is none', () => expect(usageOf({ cost: 3 }, 'openai')).toBeNull())
})
