import { describe, expect, it } from 'vitest'
import type { Model } from './answer.ts'
import { createApp } from './app.ts'
import { createRunner } from './runner.ts'

/** A model whose every step can be made to fail. */
const modelThat = (does: Partial<Model>): Model => ({
  info: { id: 'fake', quantization: 'F16', contextSize: 100, hasTemplate: true },
  measure: () => ({ tokens: 3, fits: true }),
  answer: async (_, __, onChunk) => {
    onChunk({ kind: 'reasoning', text: 'hm' })
    onChunk({ kind: 'text', text: 'yes' })
    return { text: 'yes', reasoning: 'hm', finishReason: 'stop', tokens: { prompt: 3, completion: 2 } }
  },
  embed: async () => ({ vector: [1, 0], tokens: 2 }),
  close: async () => {},
  ...does,
})

const setup = async (does: Partial<Model> = {}, key: string | null = null) => {
  const logged: unknown[] = []
  const runner = createRunner({ id: 'fake', slots: 1, waiting: 1 })
  await runner.load(Promise.resolve(modelThat(does)))
  const app = createApp(runner, { key, local: true, corsOrigins: [], log: (error) => logged.push(error) })
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, { method: 'POST', body: JSON.stringify(body), headers: { Host: 'localhost', ...headers } })
  return { runner, post, logged }
}
const messages = [{ role: 'user', content: 'hello' }]

describe('a runner whose model', () => {
  it('thinks aloud, tells that apart from its answer', async () => {
    const { post } = await setup()
    const whole = await (await post('/v1/chat/completions', { messages })).json()
    expect(whole).toMatchObject({ choices: [{ message: { content: 'yes', reasoning_content: 'hm' } }] })
    const streamed = await (await post('/v1/chat/completions', { messages, stream: true })).text()
    expect(streamed).toContain('"delta":{"reasoning_content":"hm"}')
    expect(streamed.trim().endsWith('data: [DONE]')).toBe(true)
    expect(await (await post('/generate', { prompt: 'hello' })).json()).toMatchObject({ text: 'yes' })
  })
  it('does not take these messages, says so with 400', async () => {
    const { post, runner } = await setup({ measure: () => ({ refused: 'roles must alternate' }) })
    const answer = await post('/v1/chat/completions', { messages })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        error: expect.objectContaining({
          code: 'template_refused',
          param: 'messages',
          message: expect.stringContaining('roles must alternate'),
        }),
      },
    ])
    expect(runner.health().running).toBe(0)
  })
  it.each([
    ['/generate', { prompt: 'x' }],
    ['/v1/chat/completions', { messages }],
    ['/v1/completions', { prompt: 'x' }],
    ['/v1/embeddings', { input: 'x' }],
  ])('fails, answers %s without the reason, logs it, and has its slot free again', async (path, body) => {
    const fail = async () => {
      throw new Error('a path of this machine')
    }
    const { post, runner, logged } = await setup({ answer: fail, embed: fail })
    const answer = await post(path, body)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('machine')
    expect(logged).toHaveLength(1)
    expect(runner.health().running).toBe(0)
  })
  it('fails in the middle of a stream, ends it with an error', async () => {
    const { post, runner, logged } = await setup({
      answer: async (_, __, onChunk) => {
        onChunk({ kind: 'text', text: 'half' })
        throw new Error('out of memory')
      },
    })
    const text = await (await post('/v1/chat/completions', { messages, stream: true })).text()
    expect(text).toContain('half')
    expect(text).toContain('"code":"failed"')
    expect(text).not.toContain('[DONE]')
    expect([logged.length, runner.health().running]).toEqual([1, 0])
  })
})

describe('a request that waits for a slot', () => {
  it('is answered with how long it waited, apart from how long the answer took', async () => {
    const ends: (() => void)[] = []
    const { post } = await setup({
      answer: async () => {
        await new Promise<void>((done) => ends.push(done))
        return { text: 'yes', reasoning: '', finishReason: 'stop', tokens: { prompt: 3, completion: 1 } }
      },
    })
    const waited = (answer: Response) => Number(/^queue;dur=(\d+)$/.exec(answer.headers.get('server-timing') ?? '')?.[1])
    const begun = (count: number) => expect.poll(() => ends.length).toBe(count)
    const first = post('/v1/chat/completions', { messages })
    await begun(1)
    const second = post('/v1/chat/completions', { messages, stream: true })
    await new Promise((done) => setTimeout(done, 60))
    ends[0]?.()
    await begun(2)
    ends[1]?.()
    expect(waited(await first)).toBe(0)
    expect(waited(await second)).toBeGreaterThanOrEqual(50)
  })
})

describe('a key', () => {
  it('is asked for everywhere but by health, and ends the check of pages', async () => {
    const { post } = await setup({}, 'the-right-key')
    expect((await post('/generate', { prompt: 'x' })).status).toBe(401)
    expect((await post('/generate', { prompt: 'x' }, { Authorization: 'Bearer the-wrong-key' })).status).toBe(401)
    expect((await post('/generate', { prompt: 'x' }, { Authorization: 'Bearer the-right-key', Host: 'runner.example' })).status).toBe(200)
  })
})
