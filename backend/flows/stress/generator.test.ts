import { describe, expect, it } from 'vitest'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { ChatReply } from '../../core/provider.ts'
import { createRegistry } from '../../core/registry.ts'
import { createGenerator } from './generator.ts'

const gone: ChatReply = { status: 'failed', again: true, billed: false, message: 'cut', latencyMs: 1 }
const never = new AbortController().signal

const generatorOf = (chat: Parameters<typeof vendorOf>[0]) => {
  let lost = 0
  const generate = createGenerator(createRegistry([vendorOf(chat, { id: 'runner' })])).of('runner:small', () => {
    lost += 1
  })
  return { generate: generate ?? (async () => null), lost: () => lost }
}

describe('the model that says attacks in other words', () => {
  it('is asked no more after three failures in a row, and that is told once', async () => {
    const replies = [gone, gone, answered('other words'), gone, gone, gone, answered('too late')]
    let asked = 0
    const { generate, lost } = generatorOf(() => replies[asked++] as ChatReply)
    const said = []
    for (const _ of replies) said.push(await generate('say it', 1, never))
    expect(said).toEqual([null, null, 'other words', null, null, null, null])
    expect([asked, lost()]).toEqual([6, 1])
  })
  it('is let go when the host goes down, which is no failure of its own', async () => {
    const { generate, lost } = generatorOf((_, signal) => new Promise((done) => signal.addEventListener('abort', () => done(gone))))
    for (let at = 0; at < 4; at++) {
      const down = new AbortController()
      const said = generate('say it', 1, down.signal)
      await Promise.resolve()
      down.abort()
      expect(await said).toBeNull()
    }
    expect(lost()).toBe(0)
  })
  it('is none where the templates stand alone', () => {
    expect(createGenerator(createRegistry([])).of('templates', () => {})).toBeNull()
  })
})
