import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedRunner, startRunner } from '../test/runner.ts'

const key = 'a-key-for-tests'
let runner: StartedRunner
let client: OpenAI
beforeAll(async () => {
  runner = await startRunner({ env: { RUNNER_API_KEY: key } })
  client = new OpenAI({ baseURL: `${runner.url}/v1`, apiKey: key, maxRetries: 0 })
})
afterAll(async () => {
  await runner.stop()
})

const messages = [
  { role: 'system' as const, content: 'be short' },
  { role: 'user' as const, content: [{ type: 'text' as const, text: 'hello' }] },
]
const failure = async (asked: Promise<unknown>): Promise<APIError> => {
  const error = await asked.then(
    () => null,
    (error: unknown) => error,
  )
  if (error instanceof APIError) return error
  throw new Error(`not refused: ${String(error)}`)
}

describe("OpenAI's own client", () => {
  it('lists the model', async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['tiny'])
    expect((await client.models.retrieve('tiny')).object).toBe('model')
    expect((await failure(client.models.retrieve('other'))).status).toBe(404)
  })
  it('chats, with usage and a reason to end', async () => {
    const answer = await client.chat.completions.create({ model: 'tiny', messages, max_completion_tokens: 12, seed: 3 })
    expect(answer).toMatchObject({ object: 'chat.completion', model: 'tiny' })
    expect(answer.choices[0]).toMatchObject({ index: 0, finish_reason: 'length', message: { role: 'assistant' } })
    expect(answer.usage?.completion_tokens).toBe(12)
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + 12)
    const again = await client.chat.completions.create({ model: 'tiny', messages, max_tokens: 12, seed: 3 })
    expect(again.choices[0]?.message.content).toBe(answer.choices[0]?.message.content)
  })
  it('streams a chat: the same text, then the reason, then the usage', async () => {
    const ask = { model: 'tiny', messages, max_tokens: 12, seed: 3 }
    const whole = await client.chat.completions.create(ask)
    let text = ''
    let usage = null
    const reasons: unknown[] = []
    for await (const { choices, usage: told } of await client.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      text += choices[0]?.delta.content ?? ''
      if (choices[0]?.finish_reason) reasons.push(choices[0].finish_reason)
      usage = told ?? usage
    }
    expect(text).toBe(whole.choices[0]?.message.content)
    expect(reasons).toEqual(['length'])
    expect(usage).toEqual(whole.usage)
  })
  it('stops at a word, and is the same at temperature 0 whatever the seed', async () => {
    const ask = { model: 'tiny', messages, max_tokens: 40, temperature: 0 }
    const text = (await client.chat.completions.create({ ...ask, seed: 1 })).choices[0]?.message.content ?? ''
    expect((await client.chat.completions.create({ ...ask, seed: 2 })).choices[0]?.message.content).toBe(text)
    const stop = text.slice(8, 12)
    const stopped = (await client.chat.completions.create({ ...ask, stop })).choices[0]
    expect(stopped).toMatchObject({ finish_reason: 'stop', message: { content: text.slice(0, text.indexOf(stop)) } })
  })
  it('completes a text, without the template of chats', async () => {
    const answer = await client.completions.create({ model: 'tiny', prompt: 'hello', max_tokens: 6 })
    expect(answer).toMatchObject({ object: 'text_completion', choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 6 } })
    const pieces: string[] = []
    for await (const { choices } of await client.completions.create({ model: 'tiny', prompt: 'hello', max_tokens: 6, stream: true }))
      pieces.push(choices[0]?.text ?? '')
    expect(pieces.join('').length).toBeGreaterThan(0)
  })
  it('embeds one text or many, as floats and as base64, each of length 1', async () => {
    const asBase64 = await client.embeddings.create({ model: 'tiny', input: ['hello there', 'other'] }) // what the client asks for by itself
    const asFloats = await client.embeddings.create({ model: 'tiny', input: 'hello there', encoding_format: 'float' })
    const [first, second] = asBase64.data.map(({ embedding }) => embedding)
    expect(first).toHaveLength(64)
    expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 5)
    asFloats.data[0]?.embedding.forEach((value, at) => {
      expect(first?.[at]).toBeCloseTo(value, 5)
    })
    expect(second).not.toEqual(first)
    expect(asBase64.usage.prompt_tokens).toBeGreaterThan(2)
  })
  it('gets errors it understands', async () => {
    const long = failure(client.chat.completions.create({ model: 'tiny', messages: [{ role: 'user', content: 'x y '.repeat(9_000) }] }))
    expect(await long).toMatchObject({ status: 400, code: 'context_length_exceeded', type: 'invalid_request_error' })
    const wrong = new OpenAI({ baseURL: `${runner.url}/v1`, apiKey: 'another-key', maxRetries: 0 })
    expect(await failure(wrong.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' })
    const several = failure(client.chat.completions.create({ model: 'tiny', messages, n: 2 }))
    expect(await several).toMatchObject({ status: 400, param: 'n' })
    const picture = client.chat.completions.create({
      model: 'tiny',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/x.png' } }] }],
    })
    expect(await failure(picture)).toMatchObject({ status: 400 })
  })
})
