import { describe, expect, it } from 'vitest'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { ChatReply } from '../../core/provider.ts'
import { createGenerate } from './generator.ts'
import { createPace, inTurn } from './pace.ts'

const gone: ChatReply = { status: 'failed', again: true, billed: false, message: 'cut', latencyMs: 1 }
const never = new AbortController().signal
const pause = (ms: number, signals: readonly AbortSignal[]) =>
  new Promise<void>((done) => {
    setTimeout(done, ms)
    for (const signal of signals) signal.addEventListener('abort', () => done())
  })
const paceOf = (atOnce?: () => number) => createPace({ clock: Date.now, random: Math.random, pause, atOnce })

const generatorOf = (chat: Parameters<typeof vendorOf>[0], pace = paceOf()) => {
  let lost = 0
  const generate = createGenerate({ vendor: vendorOf(chat, { id: 'runner' }), model: 'small', pace }, Date.now, () => {
    lost += 1
  })
  return { generate, lost: () => lost }
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
      await new Promise((done) => setTimeout(done, 0))
      down.abort()
      expect(await said).toBeNull()
    }
    expect(lost()).toBe(0)
  })
  it('takes turns with the calls to the target, whose latency is then its own', async () => {
    let running = 0
    const pace = paceOf(() => 1)
    const seen: number[] = []
    const call = async () => {
      running += 1
      seen.push(running)
      await new Promise((done) => setTimeout(done, 5))
      running -= 1
      return answered('other words')
    }
    const { generate } = generatorOf(call, pace)
    const target = async () => {
      const turn = await pace.turn(1, never, () => {})
      if (turn.status === 'go') await inTurn(pace, turn, Date.now, call)
    }
    await Promise.all([generate('say it', 1, never), target(), generate('say it', 2, never), target()])
    expect(seen).toEqual([1, 1, 1, 1])
  })
})
