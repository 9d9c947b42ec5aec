import { z } from 'zod'
import { messageSchema } from '../core/log.ts'
import { identified } from './aicwd.ts'
import type { FileRecord, Format } from './format.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

const answer = z.looseObject({
  content: messageSchema.shape.content,
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
})

const request = z.looseObject({ model: z.string().nullish(), messages: z.array(messageSchema).min(1), user: z.string().nullish() })

const completion = z.looseObject({
  id: z.string().nullish(),
  created: z.number().nullish(),
  model: z.string().nullish(),
  choices: z.array(z.looseObject({ message: answer, finish_reason: z.string().nullish() })).min(1),
  usage: z.unknown(),
})

const failure = z.looseObject({
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  message: z.string().nullish(),
})

/** A call as its sender kept it: request and answer side by side. */
const pair = z.looseObject({
  provider: z.string().nullish(),
  request,
  response: completion.nullish(),
  error: failure.nullish(),
})

/** A line of a batch's output file; it has no request, so the prompt is only there when somebody put `request` or `body` beside it. */
const batchLine = z.looseObject({
  custom_id: z.string(),
  body: request.nullish(),
  request: request.nullish(),
  response: z.looseObject({ status_code: z.number().nullish(), body: z.unknown() }).nullish(),
  error: failure.nullish(),
})

const failedBody = z.looseObject({ error: failure })

type Request = z.infer<typeof request>
type Completion = z.infer<typeof completion>
type Failure = z.infer<typeof failure>

const textOf = (content: z.infer<typeof answer>['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('')

const asked = (sent: Request | null | undefined) => ({
  ...(sent ? { messages: sent.messages } : { prompt: '' }),
  userId: sent?.user,
})

/** Only the first of several choices is read: the others answered the same. Usage counts cached and reasoning tokens inside its totals. */
const answered = (sent: Request | null | undefined, got: Completion) => {
  const [choice] = got.choices
  return {
    id: got.id,
    ...(got.created && { timestamp: got.created * 1000 }),
    model: got.model ?? sent?.model ?? 'unknown',
    ...asked(sent),
    response: textOf(choice?.message.content),
    reasoning: choice?.message.reasoning_content ?? choice?.message.reasoning,
    finishReason: choice?.finish_reason,
    ...(typeof got.usage === 'object' && got.usage !== null && { usage: { accounting: 'inclusive', ...got.usage } }),
  }
}

const failed = (sent: Request | null | undefined, { code, type, message }: Failure) => ({
  model: sent?.model ?? 'unknown',
  ...asked(sent),
  status: 'error',
  error: { type: type ?? (code == null ? null : String(code)), message },
})

type Reader = (value: unknown) => Record<string, unknown> | null

const readPair: Reader = (value) => {
  const { data } = pair.safeParse(value)
  if (data === undefined) return null
  const provider = data.provider && { provider: data.provider }
  if (data.response) return { ...answered(data.request, data.response), ...provider }
  return data.error ? { ...failed(data.request, data.error), ...provider } : null
}

const readBatchLine: Reader = (value) => {
  const { data } = batchLine.safeParse(value)
  if (data === undefined) return null
  const sent = data.request ?? data.body
  const tags = { custom_id: data.custom_id.slice(0, 1000) }
  const got = completion.safeParse(data.response?.body).data
  if (got !== undefined) return { provider: 'openai', ...answered(sent, got), tags }
  const error = data.error ?? failedBody.safeParse(data.response?.body).data?.error
  return error ? { provider: 'openai', ...failed(sent, error), tags } : null
}

/** Request and completion in one object, as some proxies write them. */
const readFlat: Reader = (value) => {
  const [sent, got] = [request.safeParse(value).data, completion.safeParse(value).data]
  return sent && got ? answered(sent, got) : null
}

/** A conversation that ends with the assistant, as in fine-tuning files. */
const readConversation: Reader = (value) => {
  const { data } = request.safeParse(value)
  const last = data?.messages.at(-1)
  if (data === undefined || data.messages.length < 2 || last?.role !== 'assistant' || 'response' in data) return null
  return { model: data.model ?? 'unknown', messages: data.messages.slice(0, -1), response: textOf(last.content) }
}

const readers = [readPair, readBatchLine, readFlat, readConversation]

const toLog = (value: unknown): Record<string, unknown> | null => {
  for (const read of readers) {
    const log = read(value)
    if (log !== null) return log
  }
  return null
}

async function* logs(records: AsyncIterable<FileRecord>): AsyncIterable<FileRecord> {
  for await (const record of records) {
    if ('problem' in record) {
      yield record
      continue
    }
    const value = toLog(record.value)
    yield value === null ? { line: record.line, problem: 'has no messages with an answer' } : { line: record.line, value }
  }
}

/** Chat logs of OpenAI's API: request and completion, output of batches, or conversations of fine-tuning files. */
export const openai: Format = {
  id: 'openai',
  detect: (beginning) => toLog(firstRecord(beginning)) !== null,
  read: (chunks) => identified(logs(jsonRecords(chunks)), 'openai'),
}
