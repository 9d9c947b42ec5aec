import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedRunner, smallModel, startRunner } from '../test/runner.ts'

const model = smallModel()
if ('skipped' in model) console.log(`skipped: a real chat model: ${model.skipped}`)

describe.skipIf('skipped' in model)('a real chat model, SmolLM2-135M-Instruct', () => {
  let runner: StartedRunner
  beforeAll(async () => {
    runner = await startRunner({ model: 'path' in model ? model.path : '' })
  })
  afterAll(async () => {
    await runner.stop()
  })
  const generate = async (body: object) =>
    (await (await fetch(`${runner.url}/generate`, { method: 'POST', body: JSON.stringify(body) })).json()) as {
      text: string
      finishReason: string
      tokens: { prompt: number; completion: number }
    }

  it('brings its chat template and quantization', async () => {
    expect(await (await fetch(`${runner.url}/health`)).json()).toMatchObject({
      status: 'ok',
      model: 'SmolLM2-135M-Instruct.Q4_1',
      quantization: 'Q4_1',
      chatTemplate: true,
      contextSize: 4_096,
    })
  })
  it('answers a simple question, and ends by itself', async () => {
    const answer = await generate({ prompt: 'What is the capital of France? Answer in one sentence.', temperature: 0, maxTokens: 60 })
    expect(answer).toMatchObject({ finishReason: 'stop', text: expect.stringContaining('Paris') })
    expect(answer.tokens.completion).toBeLessThan(60)
  })
  it('does the same as a chat with its history', async () => {
    const client = new OpenAI({ baseURL: `${runner.url}/v1`, apiKey: 'none' })
    const answer = await client.chat.completions.create({
      model: 'any',
      temperature: 0,
      max_tokens: 60,
      messages: [
        { role: 'system', content: 'You are a helpful geography teacher.' },
        { role: 'user', content: 'What is the capital of Italy?' },
        { role: 'assistant', content: 'The capital of Italy is Rome.' },
        { role: 'user', content: 'And the capital of France?' },
      ],
    })
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: expect.stringContaining('Paris') } })
  })
  it('finds what means the same nearer than what does not', async () => {
    const client = new OpenAI({ baseURL: `${runner.url}/v1`, apiKey: 'none' })
    const input = ['The cat sleeps on the sofa.', 'A cat is sleeping on the couch.', 'Quarterly revenue fell by three percent.']
    const { data } = await client.embeddings.create({ model: 'any', input })
    const near = (a: number, b: number) =>
      (data[a]?.embedding ?? []).reduce((sum, value, at) => sum + value * (data[b]?.embedding[at] ?? 0), 0)
    expect(near(0, 1)).toBeGreaterThan(near(0, 2))
  })
})
