import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../bench/server.ts'
import { startRunner } from '../test/runner.ts'

const ask = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/generate`, { method: 'POST', body: JSON.stringify(body), headers })

describe('the process of a runner', () => {
  it('ends what runs when it is told to stop, refuses what is new, and ends with 0', async () => {
    const runner = await startRunner({ tiny: { contextSize: 8_192 }, env: { RUNNER_CONTEXT_SIZE: '8192' } })
    const running = ask(runner.url, { prompt: 'tell', maxTokens: 1_500 })
    while (((await (await fetch(`${runner.url}/health`)).json()) as { running: number }).running === 0);
    const stopped = runner.stop()
    while ((await fetch(`${runner.url}/health`)).ok); // the signal takes a moment
    const late = await ask(runner.url, { prompt: 'me too', maxTokens: 1 })
    expect([late.status, await late.json()]).toEqual([503, { error: expect.objectContaining({ code: 'stopping' }) }])
    const answer = (await (await running).json()) as { tokens: { completion: number } }
    expect(answer.tokens.completion).toBe(1_500)
    expect(await stopped).toBe(0)
  })
  it('listens while the model is loaded, and says so', async () => {
    const runner = await startRunner({ loaded: false })
    const health = await fetch(`${runner.url}/health`)
    const early = await ask(runner.url, { prompt: 'x' })
    expect([health.status, await health.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'loading', model: 'tiny', contextSize: null }),
    ])
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await early.json()).toMatchObject({ error: { code: 'loading' } })
    expect(await runner.stop()).toBe(0)
  })
  it('says that a file is no model, and goes on listening', async () => {
    const folder = temporaryFolder()
    const model = join(folder.path, 'broken.gguf')
    writeFileSync(model, 'GGUF, but not really')
    const runner = await startRunner({ model, loaded: false })
    while (!runner.said().includes('cannot be loaded')) await new Promise((done) => setTimeout(done, 20))
    const health = await fetch(`${runner.url}/health`)
    expect([health.status, await health.json()]).toEqual([503, expect.objectContaining({ status: 'error', model: 'broken' })])
    expect(await (await ask(runner.url, { prompt: 'x' })).json()).toMatchObject({ error: { code: 'model_failed' } })
    expect(await runner.stop()).toBe(0)
    folder.remove()
  })
  it('lets pages in by their exact origin', async () => {
    const origin = 'https://page.example'
    const runner = await startRunner({ env: { RUNNER_CORS_ORIGINS: origin } })
    const allowed = await ask(runner.url, { prompt: 'x', maxTokens: 1 }, { Origin: origin })
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, origin])
    const preflight = await fetch(`${runner.url}/generate`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'content-type'])
    expect((await ask(runner.url, { prompt: 'x' }, { Origin: 'https://other.example' })).status).toBe(403)
    await runner.stop()
  })
  it.each([
    [{ RUNNER_HOST: '0.0.0.0' }, 'RUNNER_API_KEY'],
    [{ RUNNER_PORT: 'many' }, 'RUNNER_PORT'],
    [{ RUNNER_MODEL: '/nowhere/at/all.gguf' }, 'there is no file /nowhere/at/all.gguf'],
    [{ RUNNER_SLOTS: '0' }, 'RUNNER_SLOTS'],
  ])('ends with 2 and one line that says why: %j', async (env, words) => {
    const error = await startRunner({ env: env as Record<string, string> }).catch((error: Error) => error)
    expect(String(error)).toContain('ended with 2')
    expect(String(error)).toContain(words)
  })
  it('answers several at once, each by itself', async () => {
    const runner = await startRunner({ env: { RUNNER_SLOTS: '3' } })
    const alone = (await (await ask(runner.url, { prompt: 'two', maxTokens: 30, temperature: 0 })).json()) as { text: string }
    const texts = await Promise.all(
      ['one', 'two', 'three', 'two'].map(async (prompt) => {
        const answer = await ask(runner.url, { prompt, maxTokens: 30, temperature: 0 })
        return ((await answer.json()) as { text: string }).text
      }),
    )
    expect(texts[1]).toBe(alone.text)
    expect(texts[3]).toBe(alone.text)
    expect(new Set(texts).size).toBe(3)
    await runner.stop()
  })
})
