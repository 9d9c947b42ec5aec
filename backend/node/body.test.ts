import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createBodyReader } from './body.ts'

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void
const megabyte = 1024 * 1024

const turns = async (many: number) => {
  for (let at = 0; at < many; at++) await new Promise((done) => setImmediate(done))
}

describe('a body that is too large', () => {
  it('is refused when its sender is done, not in the middle', async () => {
    const read = createBodyReader()
    const source = new PassThrough()
    let refused: unknown = null
    const reading = read(source, null, megabyte).then((result) => {
      refused = result
    })
    source.write(Buffer.alloc(2 * megabyte))
    await turns(10)
    expect(refused).toBeNull()
    source.end(Buffer.alloc(megabyte))
    await reading
    expect(refused).toEqual({ ok: false, why: 'too-large' })
  })
  it('is refused when it has no end', async () => {
    const source = new PassThrough()
    const reading = createBodyReader()(source, null, megabyte)
    const piece = Buffer.alloc(4 * megabyte)
    for (let sent = 0; sent <= 40 && !source.destroyed; sent++) {
      source.write(piece)
      await turns(2)
    }
    expect(await reading).toEqual({ ok: false, why: 'too-large' })
  })
  it('does not stay in memory while the rest of it is awaited', async () => {
    const read = createBodyReader()
    collect()
    const before = process.memoryUsage().arrayBuffers
    const sources = Array.from({ length: 20 }, () => new PassThrough())
    const readings = sources.map((source) => read(source, null, 4 * megabyte))
    for (let sent = 0; sent < 5; sent++) {
      for (const source of sources) source.write(Buffer.alloc(megabyte, sent))
      await turns(5)
    }
    await turns(20)
    collect()
    await turns(20)
    collect()
    expect((process.memoryUsage().arrayBuffers - before) / megabyte).toBeLessThan(20)
    for (const source of sources) source.end()
    expect(new Set((await Promise.all(readings)).map(({ ok }) => ok))).toEqual(new Set([false]))
  })
  it('is refused packed too, when its sender is done', async () => {
    const source = new PassThrough()
    const reading = createBodyReader()(source, 'gzip', megabyte)
    source.end(gzipSync(Buffer.alloc(8 * megabyte)))
    expect(await reading).toEqual({ ok: false, why: 'too-large' })
  })
})
