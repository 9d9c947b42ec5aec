import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { BodyText } from '../http/deps.ts'

const inflaters: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** Bytes of bodies that may be in memory at once while they arrive. */
const budgetBytes = 192 * 1024 * 1024
/** Bytes after a refusal that are read and thrown away. */
const restBytes = 128 * 1024 * 1024

/**
 * Reads on until the sender is done. An answer in the middle of a body is lost to a client that closes after one request
 * (RFC 9112, section 9.6): it gets a broken pipe in its place. How long it may take is bounded by the server's limit on requests.
 */
const readOn = (source: Readable): Promise<void> =>
  new Promise((resolve) => {
    let size = 0
    source.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > restBytes) resolve()
    })
    source.once('end', resolve).once('close', resolve)
    if (source.readableEnded || source.destroyed) resolve()
    source.resume() // what was piped into an inflater is paused
  })

/** Reads bodies as text, inflating as they arrive and never holding more than the budget over all requests. */
export const createBodyReader = () => {
  let held = 0

  const collect = (stream: Readable, source: Readable, limit: number): Promise<BodyText> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = []
      let size = 0
      let ended = false
      const end = (result: BodyText) => {
        if (ended) return
        ended = true
        held -= size
        stream.removeAllListeners('data')
        if (result.ok) return resolve(result)
        chunks.length = 0 // they are not counted any more
        if (stream !== source) {
          source.unpipe()
          stream.destroy()
        }
        void readOn(source).then(() => resolve(result))
      }
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        held += chunk.length
        if (size > limit) end({ ok: false, why: 'too-large' })
        else if (held > budgetBytes) end({ ok: false, why: 'busy' })
        else chunks.push(chunk)
      })
      stream.once('end', () => end({ ok: true, text: Buffer.concat(chunks).toString('utf8') }))
      stream.once('error', () => end({ ok: false, why: 'corrupt' }))
      source.once('close', () => {
        if (!source.readableEnded) end({ ok: false, why: 'corrupt' })
      })
    })

  /** `limit` counts bytes after decompression, so that a bomb ends at the limit. */
  return (source: Readable, encoding: string | null, limit: number): Promise<BodyText> => {
    const named = (encoding ?? 'identity').trim().toLowerCase()
    if (named === 'identity' || named === '') return collect(source, source, limit)
    const inflate = inflaters[named]
    if (inflate === undefined) return Promise.resolve({ ok: false, why: 'unsupported' })
    return collect(source.pipe(inflate() as never) as unknown as Readable, source, limit)
  }
}

export type ReadText = ReturnType<typeof createBodyReader>

/** The body of a web request that did not come over a socket. */
export const webBody = (request: Request): Readable =>
  request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
