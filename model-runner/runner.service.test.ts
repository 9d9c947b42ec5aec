import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedRunner, startRunner } from '../test/runner.ts'

let runner: StartedRunner
const post = (path: string, body: unknown, init: RequestInit = {}) =>
  fetch(`${runner.url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init })

beforeAll(async () => {
  runner = await startRunner()
})
afterAll(async () => {
  await runner.stop()
})

describe('POST /generate', () => {
  it('answers, and with the same seed the same', async () => {
    const ask = { prompt: 'hello there', maxTokens: 20, seed: 7 }
    const [first, second] = await Promise.all([post('/generate', ask), post('/generate', ask)])
    const answer = (await first.json()) as { text: string; latencyMs: number }
    expect(answer).toMatchObject({ tokens: { completion: 20 }, model: 'tiny', finishReason: 'length' })
    expect(answer.text.length).toBeGreaterThan(10)
    expect(((await second.json()) as { text: string }).text).toBe(answer.text)
  })
})
