import { describe, expect, it } from 'vitest'
import { createQueue } from './queue.ts'

const stays = new AbortController().signal

describe('the queue', () => {
  it('lets in as many as there are slots, then in the order they came, and is full beyond its bound', async () => {
    const queue = createQueue({ slots: 1, waiting: 2 })
    const order: string[] = []
    const first = await queue.enter(stays)
    const enter = async (name: string) => {
      const release = await queue.enter(stays)
      order.push(name)
      return release
    }
    const [second, third] = [enter('second'), enter('third')]
    expect(queue.enter(stays)).toBeNull()
    expect(queue.state).toEqual({ running: 1, waiting: 2, slots: 1, limit: 2 })
    first?.()
    first?.() // giving a slot back twice gives back one
    ;(await second)?.()
    ;(await third)?.()
    expect(order).toEqual(['second', 'third'])
    expect(queue.state).toMatchObject({ running: 0, waiting: 0 })
  })
  it('forgets whoever leaves while waiting', async () => {
    const queue = createQueue({ slots: 1, waiting: 1 })
    const release = await queue.enter(stays)
    const leave = new AbortController()
    const waits = queue.enter(leave.signal)
    leave.abort(new Error('left'))
    await expect(waits).rejects.toThrow('left')
    expect(queue.state.waiting).toBe(0)
    const next = queue.enter(stays)
    release?.()
    expect(await next).toBeTypeOf('function')
  })
  it('says when a place is likely, from how long answers took', async () => {
    let time = 0
    const queue = createQueue({ slots: 1, waiting: 5, now: () => time })
    for (let at = 0; at < 20; at += 1) {
      const release = await queue.enter(stays)
      time += 10_000
      release?.()
    }
    await queue.enter(stays)
    expect(queue.retryAfter()).toBe(10)
    void queue.enter(stays)
    expect(queue.retryAfter()).toBe(20)
  })
  it('tells when nothing runs any more', async () => {
    const queue = createQueue({ slots: 2, waiting: 5 })
    await queue.drained()
    const releases = [await queue.enter(stays), await queue.enter(stays)]
    let drained = false
    const waiting = queue.drained().then(() => {
      drained = true
    })
    releases[0]?.()
    await new Promise((done) => setTimeout(done, 1))
    expect(drained).toBe(false)
    releases[1]?.()
    await waiting
  })
})
