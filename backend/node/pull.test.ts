import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pull } from './pull.ts'

const model = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(500_000, 'weights ')])
const sha256 = createHash('sha256').update(model).digest('hex')

/** A server of files as hubs are: ranges, an etag, a redirect that says the checksum; what it does wrong is told in the path. */
let ranges: (string | undefined)[] = []
let etag = '"one"'
const serve = (): Server =>
  createServer((request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/hub/')) {
      response.writeHead(302, {
        location: path.replace('/hub', '/files'),
        'x-linked-etag': `"${path.includes('lie') ? '0'.repeat(64) : sha256}"`,
      })
      return response.end()
    }
    if (path.startsWith('/circle')) return response.writeHead(302, { location: path }).end()
    if (path.startsWith('/login')) return response.writeHead(401).end()
    if (path.startsWith('/page')) return response.writeHead(200).end('<!doctype html>')
    ranges.push(request.headers.range)
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const from = same ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0
    if (from >= model.length) return response.writeHead(416, { 'content-range': `bytes */${model.length}` }).end()
    const rest = model.subarray(from)
    const range = from > 0 ? { 'content-range': `bytes ${from}-${model.length - 1}/${model.length}` } : {}
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, etag, ...range })
    if (path.includes('cut') && ranges.length === 1)
      return response.write(rest.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 20))
    response.end(rest)
  })

let server: Server
let url: string
let folder: string
beforeEach(async () => {
  ranges = []
  etag = '"one"'
  folder = mkdtempSync(join(tmpdir(), 'aicwd-pull-'))
  server = serve()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
const from = (path: string, wanted: string | null = null) =>
  pull({ url: `${url}${path}`, file: 'a.gguf', sha256: wanted }, folder, () => {})

describe('pulling a model', () => {
  it('brings it whole, checks it, and says how far it is', async () => {
    const shares: number[] = []
    const pulled = await pull({ url: `${url}/files/a.gguf`, file: 'a.gguf', sha256 }, folder, (done, all) => shares.push(done / (all ?? 0)))
    expect(pulled).toEqual({ path: join(folder, 'a.gguf'), bytes: model.length, sha256, checkedAgainst: 'catalogue' })
    expect(readFileSync(pulled.path).equals(model)).toBe(true)
    expect(readdirSync(folder)).toEqual(['a.gguf'])
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
  })
  it('goes on where it was cut off', async () => {
    await expect(from('/files/cut.gguf')).rejects.toThrow(/run this again/)
    expect(existsSync(join(folder, 'a.gguf'))).toBe(false)
    const kept = readFileSync(join(folder, 'a.gguf.part')).length
    expect(kept).toBeGreaterThan(0)
    expect(await from('/files/cut.gguf', sha256)).toMatchObject({ sha256 })
    expect(ranges).toEqual([undefined, `bytes=${kept}-`])
  })
  it('begins anew when the file has become another one meanwhile', async () => {
    await expect(from('/files/cut.gguf')).rejects.toThrow()
    etag = '"two"'
    expect(await from('/files/cut.gguf', sha256)).toMatchObject({ sha256 })
  })
  it('takes a part that is already whole', async () => {
    writeFileSync(join(folder, 'a.gguf.part'), model)
    expect(await from('/files/a.gguf', sha256)).toMatchObject({ bytes: model.length })
  })
  it('checks what the hub says when the catalogue says nothing', async () => {
    expect(await from('/hub/a.gguf')).toMatchObject({ checkedAgainst: 'server' })
    expect(await from('/files/a.gguf')).toMatchObject({ checkedAgainst: null })
  })
  it.each([
    ['/hub/lie.gguf', /SHA-256/],
    ['/page/a.gguf', /no GGUF file/],
    ['/login/a.gguf', /login/],
    ['/circle/a.gguf', /circles/],
  ])('throws away or refuses what is not right, in one line: %s', async (path, words) => {
    const error = await from(path).catch((error: Error) => error)
    expect(String(error)).toMatch(words)
    expect(String(error).split('\n')).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  })
  it('says which server cannot be reached', async () => {
    await expect(pull({ url: 'http://127.0.0.1:9/a.gguf', file: 'a.gguf', sha256: null }, folder, () => {})).rejects.toThrow(
      /127\.0\.0\.1:9/,
    )
  })
})
