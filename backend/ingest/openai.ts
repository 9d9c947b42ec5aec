import { z } from 'zod'
import { messageSchema } from '../core/log.ts'
import type { Format } from './format.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

const message = z.looseObject({
  role: z.string().optional(),
  content: messageSchema.shape.content,
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
})

const requestSchema = z.looseObject({ model: z.string().optional(), messages: z.array(messageSchema).min(1), user: z.string().nullish() })

const completionSchema = z.looseObject({
  id: z.string().optional(),
  created: z.number().optional(),
  model: z.string().optional(),
  choices: z.array(z.looseObject({ message, finish_reason: z.string().nullish() })).min(1),
  usage: z.unknown(),
})

/** A request and its completion side by side, or both in one object. */
const pairSchema = z.union([
  z.looseObject({ request: requestSchema, response: completionSchema }).transform(({ request, response }) => ({ request, response })),
  z
    .intersection(requestSchema, completionSchema)
    .transform((both) => ({ request: both as z.infer<typeof requestSchema>, response: both as z.infer<typeof completionSchema> })),
])

/** A conversation that ends with the assistant, as in fine-tuning files. */
const conversationSchema = requestSchema.refine(({ messages }) => messages.length > 1 && messages.at(-1)?.role === 'assistant')

const textOf = (content: z.infer<typeof message>['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('')

const toLog = (value: unknown): unknown => {
  const pair = pairSchema.safeParse(value)
  if (pair.success) {
    const { request, response } = pair.data
    const choice = response.choices[0]
    return {
      id: response.id,
      timestamp: response.created === undefined ? undefined : response.created * 1000,
      model: response.model ?? request.model,
      provider: 'openai',
      messages: request.messages,
      response: textOf(choice?.message.content),
      reasoning: choice?.message.reasoning_content ?? choice?.message.reasoning,
      finishReason: choice?.finish_reason,
      usage: response.usage,
      userId: request.user,
    }
  }
  const conversation = conversationSchema.safeParse(value)
  if (!conversation.success) return null
  const { messages, model } = conversation.data
  return { model: model ?? 'unknown', messages: messages.slice(0, -1), response: textOf(messages.at(-1)?.content) }
}

/** Chat logs of OpenAI's API: request and completion, or conversations of fine-tuning files. */
export const openai: Format = {
  id: 'openai',
  detect: (beginning) => toLog(firstRecord(beginning)) !== null,
  async *read(chunks) {
    for await (const record of jsonRecords(chunks)) {
      if ('problem' in record) {
        yield record
        continue
      }
      const value = toLog(record.value)
      yield value === null ? { line: record.line, problem: 'has no messages with an answer' } : { line: record.line, value }
    }
  },
}
