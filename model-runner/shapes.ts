import { z } from 'zod'

/** Characters of one text: what is longer is refused before it is counted. */
const text = z.string().max(1_000_000, 'is longer than 1,000,000 characters')
const word = z.string().min(1, 'is empty').max(200, 'is longer than 200 characters')
const seed = z.int().min(0).max(4_294_967_295)
const tokens = z.int().min(1).max(1_048_576)
const temperature = z.number().min(0).max(2)
const topP = z.number().gt(0).max(1)
const penalty = z.number().min(-2).max(2)
const stop = z.union([word.transform((one) => [one]), z.array(word).max(16, 'are more than 16')], 'is no text and no list of texts')

/** A field that may be left out or be null, as clients send it. */
const maybe = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value): z.output<T> | undefined => value ?? undefined)
    .optional()

/** A field of OpenAI's API that only has its default here. */
const only = <T extends string | number | boolean>(value: T) => z.literal(value, `can only be ${value} here`).nullish()

export const generateShape = z.object({
  prompt: text.min(1, 'is empty'),
  maxTokens: maybe(tokens),
  temperature: maybe(temperature),
  seed: maybe(seed),
  stop: maybe(stop),
  stream: z.boolean().nullish(),
})

const sampling = {
  model: z.string().max(500).nullish(),
  temperature: maybe(temperature),
  top_p: maybe(topP),
  seed: maybe(seed),
  stop: maybe(stop),
  frequency_penalty: maybe(penalty),
  presence_penalty: maybe(penalty),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: maybe(tokens),
  n: only(1),
}

const part = z.object({ type: z.literal('text', 'can only be text here'), text })
const content = z
  .union([text, z.array(part).max(1_000)], 'is no text and no list of texts')
  .transform((given) => (typeof given === 'string' ? given : given.map((one) => one.text).join('')))

const message = z.object({
  role: z
    .enum(['system', 'developer', 'user', 'assistant'], 'is none of system, developer, user, assistant')
    .transform((role) => (role === 'developer' ? ('system' as const) : role)),
  content,
})

export const chatShape = z.object({
  ...sampling,
  messages: z.array(message).min(1, 'is empty').max(1_000, 'are more than 1,000'),
  max_completion_tokens: maybe(tokens),
  response_format: z.object({ type: z.literal('text', 'can only be text here') }).nullish(),
  tools: z.array(z.unknown()).max(0, 'are not offered here').nullish(),
  logprobs: only(false),
})

const one = z
  .array(text.min(1, 'is empty'))
  .length(1, 'takes one prompt here')
  .transform(([only]) => only ?? '')
export const completionShape = z.object({
  ...sampling,
  prompt: z.union([text.min(1, 'is empty'), one], 'is no text'),
  best_of: only(1),
  echo: only(false),
  logprobs: z.null('are not offered here').optional(),
  suffix: z.null('is not offered here').or(z.literal('')).optional(),
})

export const embeddingShape = z.object({
  model: z.string().max(500).nullish(),
  input: z.union(
    [
      text.min(1, 'is empty').transform((only) => [only]),
      z.array(text.min(1, 'is empty')).min(1, 'is empty').max(2_048, 'are more than 2,048'),
    ],
    'is no text and no list of texts',
  ),
  encoding_format: z.enum(['float', 'base64'], 'is neither float nor base64').nullish(),
  dimensions: z.null('cannot be chosen here').optional(),
})

type Shared = z.output<typeof chatShape> | z.output<typeof completionShape>

/** Tokens of an answer where the request names no limit: enough to talk, and an end for a small model that would go on for ever. */
export const usualTokens = 1_024

export const samplingOf = (body: Shared, maxTokens?: number) => ({
  maxTokens: maxTokens ?? body.max_tokens ?? usualTokens,
  temperature: body.temperature,
  topP: body.top_p,
  seed: body.seed,
  stop: body.stop,
  frequencyPenalty: body.frequency_penalty,
  presencePenalty: body.presence_penalty,
})
