import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { send } from './send.ts'

const stored = (accepted: number) => Response.json({ accepted, duplicates: 0, rejected: [], ids: [] }, { status: 202 })

/** A server that answers as told and keeps what it was sent. */
const serverOf = (answer: (logs: unknown[], call: number) => Response) => {
  const bodies: unknown[][] = []
  const connection: Connection = {
    fetch: async (_, init) => {
      const logs = JSON.parse(gunzipSync(init?.body as Uint8Array).toString()) as unknown[]
      bodies.push(logs)
      return answer(logs, bodies.length)
    },
    where: 'here',
    pageUrl: null,
    close: async () => {},
  }
  return { connection, bodies }
}

describe('a batch', () => {
  it('is sent packed and counted', async () => {
    const { connection, bodies } = serverOf((logs) => stored(logs.length))
    expect(await send(connection, ['{"a":1}', '{"a":2}'])).toEqual({ accepted: 2, duplicates: 0, rejected: [] })
    expect(bodies).toEqual([[{ a: 1 }, { a: 2 }]])
  })
  it('waits as long as the server asks, and goes again', async () => {
    const waited: number[] = []
    const busy = (status: number, after: string) => new Response('{}', { status, headers: { 'Retry-After': after } })
    const { connection } = serverOf((logs, call) => (call === 1 ? busy(429, '3') : call === 2 ? busy(503, '5') : stored(logs.length)))
    const pause = async (seconds: number) => waited.push(seconds)
    expect(await send(connection, ['{}'], pause)).toMatchObject({ accepted: 1 })
    expect(waited).toEqual([3, 5])
  })
  it('gives up at last, in words', async () => {
    const { connection, bodies } = serverOf(() => Response.json({ error: { message: 'nothing was stored' } }, { status: 503 }))
    await expect(send(connection, ['{}'], async () => {})).rejects.toThrow(new StartError('nothing was stored'))
    expect(bodies.length).toBeGreaterThan(5)
  })
  it('goes again when the connection breaks, and gives up when it breaks again and again', async () => {
    const waited: number[] = []
    const pause = async (seconds: number) => waited.push(seconds)
    const broken = new StartError('x does not answer')
    const once = serverOf((logs, call) => {
      if (call === 1) throw broken
      return stored(logs.length)
    })
    expect(await send(once.connection, ['{}'], pause)).toMatchObject({ accepted: 1 })
    const cut = () => new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) })
    const midway = serverOf((logs, call) => (call === 1 ? new Response(cut()) : stored(logs.length)))
    expect(await send(midway.connection, ['{}'], pause)).toMatchObject({ accepted: 1 })
    const never = serverOf(() => {
      throw broken
    })
    await expect(send(never.connection, ['{}'], pause)).rejects.toThrow(broken)
    expect(never.bodies.length).toBeGreaterThan(2)
    expect(waited).toEqual([1, 1, 1, 2, 4])
  })
  it('that is too large goes in parts; one log that is too large alone is rejected in its place', async () => {
    const { connection } = serverOf((logs) =>
      JSON.stringify(logs).includes('huge') ? new Response('{}', { status: 413 }) : stored(logs.length),
    )
    expect(await send(connection, ['1', '2', '3', '"huge"', '5'])).toEqual({
      accepted: 4,
      duplicates: 0,
      rejected: [{ index: 3, reason: 'is larger than 32 MiB' }],
    })
  })
  it('without a good log is told apart again', async () => {
    const issues = [
      { path: 'logs.0.model', message: 'is required' },
      { path: 'logs.0.prompt', message: 'is required' },
      { path: 'logs.1', message: 'a log is an object' },
    ]
    const { connection } = serverOf(() => Response.json({ error: { issues } }, { status: 422 }))
    expect((await send(connection, ['{}', '1'])).rejected).toEqual([
      { index: 0, reason: 'model is required; prompt is required' },
      { index: 1, reason: 'a log is an object' },
    ])
  })
  it('that may not be sent ends with the words of the server', async () => {
    const { connection } = serverOf(() => Response.json({ error: { message: 'a key is needed' } }, { status: 401 }))
    await expect(send(connection, ['{}'])).rejects.toThrow('a key is needed (set AICWD_KEY)')
  })
})
