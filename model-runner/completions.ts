import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Answer, Chunk, Input, Sampling } from './answer.ts'
import { readBody } from './body.ts'
import { fail } from './errors.ts'
import { streamed } from './events.ts'
import type { Runner } from './runner.ts'
import { chatShape, completionShape, samplingOf } from './shapes.ts'

type Log = (error: unknown) => void

const usageOf = ({ tokens }: Answer) => ({
  prompt_tokens: tokens.prompt,
  completion_tokens: tokens.completion,
  total_tokens: tokens.prompt + tokens.completion,
})

/** How one of the two endpoints words its choices. */
interface Wording {
  id: string
  object: string
  streamObject: string
  whole(answer: Answer): object
  /** What a stream begins with; null: nothing. */
  opening: object | null
  piece(chunk: Chunk): object
  /** The piece that only says how it ended. */
  closing: object
}

const chatWording: Wording = {
  id: 'chatcmpl',
  object: 'chat.completion',
  streamObject: 'chat.completion.chunk',
  whole: ({ text, reasoning }) => ({
    message: { role: 'assistant', content: text, refusal: null, ...(reasoning !== '' && { reasoning_content: reasoning }) },
  }),
  opening: { delta: { role: 'assistant', content: '' } },
  piece: ({ kind, text }) => ({ delta: kind === 'text' ? { content: text } : { reasoning_content: text } }),
  closing: { delta: {} },
}

const textWording: Wording = {
  id: 'cmpl',
  object: 'text_completion',
  streamObject: 'text_completion',
  whole: ({ text }) => ({ text }),
  opening: null,
  piece: ({ text }) => ({ text }),
  closing: { text: '' },
}

interface Asked {
  input: Input
  sampling: Sampling
  stream: boolean
  includeUsage: boolean
}

const respond = async (c: Context, runner: Runner, log: Log, wording: Wording, { input, sampling, stream, includeUsage }: Asked) => {
  const place = await runner.enter(c, [input])
  if (!place.ok) return fail(c, place.fault)
  const { model, signal, release } = place
  const common = { id: `${wording.id}-${randomUUID()}`, created: Math.floor(Date.now() / 1_000), model: model.info.id }
  const choice = (part: object, finish_reason: string | null) => ({ index: 0, ...part, logprobs: null, finish_reason })
  if (!stream)
    try {
      const answer = await model.answer(input, sampling, () => {}, signal)
      const choices = [choice(wording.whole(answer), answer.finishReason)]
      return c.json({ ...common, object: wording.object, choices, usage: usageOf(answer) })
    } finally {
      release()
    }
  return streamed(c, place, log, async (send, whileRead) => {
    const chunk = (choices: object[], usage: object | null) =>
      send({ ...common, object: wording.streamObject, choices, ...(includeUsage && { usage }) })
    if (wording.opening !== null) chunk([choice(wording.opening, null)], null)
    const answer = await model.answer(input, sampling, (piece) => chunk([choice(wording.piece(piece), null)], null), whileRead)
    chunk([choice(wording.closing, answer.finishReason)], null)
    if (includeUsage) chunk([], usageOf(answer))
    send('[DONE]')
  })
}

/** `POST /v1/chat/completions` */
export const chatCompletions = (runner: Runner, log: Log) => async (c: Context) => {
  const read = await readBody(c, chatShape, 400)
  if (!read.ok) return fail(c, read.fault)
  const { body } = read
  return respond(c, runner, log, chatWording, {
    input: { messages: body.messages },
    sampling: samplingOf(body, body.max_completion_tokens),
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
  })
}

/** `POST /v1/completions`: the prompt as it is, without the model's template. */
export const completions = (runner: Runner, log: Log) => async (c: Context) => {
  const read = await readBody(c, completionShape, 400)
  if (!read.ok) return fail(c, read.fault)
  const { body } = read
  return respond(c, runner, log, textWording, {
    input: { prompt: body.prompt },
    sampling: samplingOf(body),
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
  })
}
