import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startServer, temporaryFolder, treeMemory } from '../bench/server.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const megabyte = 1024 * 1024
const log = JSON.stringify({ model: 'gpt-4o-mini', prompt: 'How far is the moon?', response: 'About 384,000 km.' })

const post = (url: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
  fetch(`${url}/api/metrics/ingest`, { method: 'POST', headers: { 'Content-Type': type }, body })

/** Sends a body of many megabytes piece by piece over a connection that closes after it; the status, or why it ended. */
const pour = (url: string, megabytes: number): Promise<number | string> =>
  new Promise((done) => {
    const sending = request(
      `${url}/api/metrics/ingest`,
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, agent: false },
      (response) => {
        response.resume()
        done(response.statusCode ?? 0)
      },
    )
    sending.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'))
    const piece = Buffer.alloc(megabyte, 32)
    let sent = 0
    const more = () => {
      while (sent < megabytes && !sending.destroyed) {
        sent += 1
        if (!sending.write(piece)) {
          sending.once('drain', more)
          return
        }
      }
      if (!sending.destroyed) sending.end()
    }
    more()
  })

/** Bodies nobody should send: cut, flipped, nested, random. The same each time but for the random ones. */
const malformed = (at: number): string | Uint8Array<ArrayBuffer> => {
  switch (at % 6) {
    case 0:
      return log.slice(0, at % log.length)
    case 1:
      return new Uint8Array(randomBytes(1 + (at % 500)))
    case 2:
      return `${'{"a":'.repeat(at)}1${'}'.repeat(at)}`
    case 3:
      return log.replace(/"/g, (quote, place) => (place % 7 === at % 7 ? "'" : quote))
    case 4:
      return JSON.stringify([{ model: at, prompt: [], response: {}, usage: 'x', tags: [[]], messages: [null], timestamp: {} }])
    default:
      return log.replace('moon', String.fromCharCode(at % 32))
  }
}

describe('a hostile sender', () => {
  const folder = temporaryFolder()
  let server: Started
  beforeAll(async () => {
    server = await startServer(folder.path)
  })
  afterAll(async () => {
    await server.stop()
    folder.remove()
  })
  const answers = async () => expect((await post(server.url, log)).status).toBe(202)

  it('with a body of 100 MB is stopped, memory stays bounded, and others are answered', async () => {
    await answers()
    const before = treeMemory(server.child.pid ?? 0)
    const ends = Promise.all([pour(server.url, 100), pour(server.url, 100), pour(server.url, 100)])
    await answers()
    expect(await ends).toEqual([413, 413, 413])
    expect((treeMemory(server.child.pid ?? 0) - before) / megabyte).toBeLessThan(300)
    await answers()
  })
  it('with thousands of malformed bodies gets 4xx, never 5xx', async () => {
    const seen = new Set<number>()
    for (let at = 0; at < 3000; at += 50)
      for (const response of await Promise.all(
        Array.from({ length: 50 }, (_, more) =>
          post(server.url, malformed(at + more), more % 2 === 0 ? 'application/json' : 'application/x-ndjson'),
        ),
      )) {
        seen.add(response.status)
        expect((await response.text()).includes('node_modules')).toBe(false)
      }
    expect([...seen].filter((status) => status >= 500)).toEqual([])
    expect(seen.has(400) && seen.has(422)).toBe(true)
    await answers()
  }, 60_000)
  it('on any address with any query gets no 5xx', async () => {
    const paths = [
      '/api/logs/%00',
      '/api/logs/%ff',
      '/api/logs/%F0%9F%98%80',
      '/api/logs?cursor=9999999999999999.9999999999999999',
      '/api/logs?q=%00',
      '/api/metrics?from=99999999999999999999',
      '/api/metrics?groupBy=__proto__',
      '/api/export?format=exe',
      '/api/waste/top?limit=1e9',
      '/api/metrics/stream?window=1',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/../../package.json',
    ]
    for (const path of paths) {
      const response = await fetch(`${server.url}${path}`)
      expect([path, response.status < 500]).toEqual([path, true])
      expect(await response.text()).not.toContain('"dependencies"')
    }
  })
})

describe('PostgreSQL that goes away', () => {
  let postgres: Postgres
  const folder = temporaryFolder()
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(async () => {
    if (!('skipped' in postgres)) await postgres.stop()
    folder.remove()
  })
  it('makes ingest answer 503 with Retry-After and /readyz say so; all is well when it is back, without a restart', async ({ skip }) => {
    if ('skipped' in postgres) return skip(postgres.skipped)
    const server = await startServer(folder.path, postgres.url)
    expect((await post(server.url, log)).status).toBe(202)
    await postgres.halt()
    const refused = await post(server.url, log)
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await refused.json()) as object).toMatchObject({ error: { code: 'unavailable' } })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.url}/api/logs`)).status).toBe(503)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await postgres.resume()
    expect((await post(server.url, log)).status).toBe(202)
    await new Promise((done) => setTimeout(done, 1100)) // readiness is asked once a second
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await server.stop()
  })
})
