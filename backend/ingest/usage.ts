import { z } from 'zod'
import type { Accounting, Usage } from '../core/log.ts'

const count = z.number().int().min(0).max(1_000_000_000).nullish()
const details = z
  .object({ cached_tokens: count, cache_write_tokens: count, cache_creation_tokens: count, reasoning_tokens: count })
  .nullish()

/** Token counts as senders write them: ours, OpenAI's chat and responses APIs, Anthropic's, DeepSeek's, Gemini's. Unknown fields are left alone. */
export const usageSchema = z.object({
  promptTokens: count,
  completionTokens: count,
  cachedTokens: count,
  cacheWriteTokens: count,
  reasoningTokens: count,
  totalTokens: count,
  prompt_tokens: count,
  completion_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
  total_tokens: count,
  prompt_tokens_details: details,
  completion_tokens_details: details,
  input_tokens: count,
  output_tokens: count,
  input_tokens_details: details,
  output_tokens_details: details,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  prompt_cache_hit_tokens: count,
  promptTokenCount: count,
  candidatesTokenCount: count,
  cachedContentTokenCount: count,
  thoughtsTokenCount: count,
  totalTokenCount: count,
  /** As in an export of ours; who sends it knows. */
  accounting: z.enum(['inclusive', 'exclusive', 'unknown']).nullish(),
})
type Sent = z.infer<typeof usageSchema>

/** Providers whose own API is known to count cached and reasoning tokens inside the totals. */
const inclusive = new Set([
  'openai',
  'groq',
  'azure',
  'azure_openai',
  'openrouter',
  'together',
  'fireworks',
  'mistral',
  'deepseek',
  'xai',
  'cerebras',
])

const accountingOf = (sent: Sent, provider: string | null): Accounting => {
  if (sent.accounting != null) return sent.accounting
  if (sent.cache_read_input_tokens != null || sent.cache_creation_input_tokens != null) return 'exclusive'
  if (provider?.toLowerCase() === 'anthropic') return 'exclusive'
  const nested = [sent.prompt_tokens_details, sent.completion_tokens_details, sent.input_tokens_details, sent.output_tokens_details]
  if (nested.some((part) => part != null) || sent.promptTokenCount != null) return 'inclusive'
  return provider !== null && inclusive.has(provider.toLowerCase()) ? 'inclusive' : 'unknown'
}

/** Gemini counts thoughts beside the candidates, and cached content inside the prompt: together they are a completion that counts inclusively. */
const geminiCompletion = ({ candidatesTokenCount: candidates, thoughtsTokenCount: thoughts }: Sent): number | null =>
  candidates == null && thoughts == null ? null : (candidates ?? 0) + (thoughts ?? 0)

/** Null when the sender says nothing about prompt, completion or total: then tokens are counted. */
export const toUsage = (sent: Sent, provider: string | null): Usage | null => {
  const promptTokens = sent.promptTokens ?? sent.prompt_tokens ?? sent.input_tokens ?? sent.promptTokenCount ?? null
  const completionTokens = sent.completionTokens ?? sent.completion_tokens ?? sent.output_tokens ?? geminiCompletion(sent)
  const total = sent.totalTokens ?? sent.total_tokens ?? sent.totalTokenCount ?? null
  if (promptTokens === null && completionTokens === null && total === null) return null
  return {
    promptTokens,
    completionTokens,
    cachedTokens:
      sent.cachedTokens ??
      sent.cached_tokens ??
      sent.prompt_tokens_details?.cached_tokens ??
      sent.input_tokens_details?.cached_tokens ??
      sent.cache_read_input_tokens ??
      sent.prompt_cache_hit_tokens ??
      sent.cachedContentTokenCount ??
      0,
    cacheWriteTokens:
      sent.cacheWriteTokens ??
      sent.cache_write_tokens ??
      sent.cache_creation_input_tokens ??
      sent.prompt_tokens_details?.cache_write_tokens ??
      sent.prompt_tokens_details?.cache_creation_tokens ??
      0,
    reasoningTokens:
      sent.reasoningTokens ??
      sent.reasoning_tokens ??
      sent.completion_tokens_details?.reasoning_tokens ??
      sent.output_tokens_details?.reasoning_tokens ??
      sent.thoughtsTokenCount ??
      0,
    totalTokens: promptTokens === null && completionTokens === null ? total : null,
    accounting: accountingOf(sent, provider),
  }
}
