import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../backend/core/scopes.ts'
import { openTestApp, type TestApp } from './app.ts'

/** More than one scope: any of them lets in. */
type Row = readonly [method: string, path: string, wants: Scope | 'public' | readonly Scope[]]

/** Every route of the app; a route that is missing here fails the first test. */
const table: readonly Row[] = [
  ['GET', '/healthz', 'public'],
  ['GET', '/readyz', 'public'],
  ['POST', '/api/metrics/ingest', 'ingest'],
  ['GET', '/api/metrics/stream', 'read'],
  ['GET', '/api/metrics', 'read'],
  ['GET', '/api/logs', 'read'],
  ['DELETE', '/api/logs', 'admin'],
  ['GET', '/api/logs/deletions', 'admin'],
  ['GET', '/api/logs/:id', 'read'],
  ['GET', '/api/waste/top', 'read'],
  ['GET', '/api/drift', 'read'],
  ['GET', '/api/drift/series', 'read'],
  ['GET', '/api/baseline', 'read'],
  ['POST', '/api/baseline', 'admin'],
  ['GET', '/api/export', 'read'],
  ['POST', '/api/sample', 'admin'],
  ['GET', '/api/red-team/options', ['read', 'red-team']],
  ['POST', '/api/red-team/estimate', ['read', 'red-team']],
  ['POST', '/api/red-team/start', 'red-team'],
  ['POST', '/api/red-team/pause', 'red-team'],
  ['POST', '/api/red-team/resume', 'red-team'],
  ['POST', '/api/red-team/stop', 'red-team'],
  ['GET', '/api/red-team/status', ['read', 'red-team']],
  ['GET', '/api/red-team/runs', ['read', 'red-team']],
  ['GET', '/api/red-team/results', ['read', 'red-team']],
  ['PATCH', '/api/red-team/findings/:id', 'red-team'],
  ['GET', '/api/dbt/status', 'read'],
  ['POST', '/api/dbt/schedule', 'admin'],
  ['POST', '/api/dbt/claim', 'admin'],
  ['GET', '/api/dbt/export', 'admin'],
  ['POST', '/api/dbt/import', 'admin'],
  ['GET', '/api/keys', 'admin'],
  ['POST', '/api/keys', 'admin'],
  ['DELETE', '/api/keys/:id', 'admin'],
]
/** These say themselves who is asking. */
const session: readonly [string, string][] = [
  ['GET', '/api/session'],
  ['POST', '/api/session'],
  ['DELETE', '/api/session'],
]

/** The status of a request; a stream is left at once. */
const status = async (app: TestApp, method: string, path: string, headers: Record<string, string> = {}): Promise<number> => {
  const response = await app.request(path.replace(':id', 'nobody'), { method, headers })
  await response.body?.cancel()
  return response.status
}

const letIn = (code: number): boolean => code !== 401 && code !== 403

const protectedRows = table.filter(([, , wants]) => wants !== 'public')
const publicRows = table.filter(([, , wants]) => wants === 'public')

describe('who may do what', () => {
  it('lists every route there is', async () => {
    const app = await openTestApp()
    const routes = app.routes().filter((route) => !route.endsWith('*'))
    expect([...routes].sort()).toEqual([...table, ...session].map(([method, path]) => `${method} ${path}`).sort())
    await app.close()
  })

  describe('open on loopback without a key', () => {
    let app: TestApp
    beforeAll(async () => {
      app = await openTestApp()
    })
    afterAll(() => app.close())

    it.each(table)('%s %s is open to this machine', async (method, path) => {
      expect(letIn(await status(app, method, path))).toBe(true)
      expect(letIn(await status(app, method, path, { host: '127.0.0.1:3210', origin: 'http://127.0.0.1:3210' }))).toBe(true)
    })
    it.each(protectedRows)('%s %s is closed to what comes from elsewhere', async (method, path) => {
      expect(await status(app, method, path, { origin: 'https://evil.example' })).toBe(403)
      expect(await status(app, method, path, { origin: 'null' })).toBe(403)
      expect(await status(app, method, path, { host: 'evil.example' })).toBe(403)
      expect(await status(app, method, path, { host: 'localhost.evil.example:3210' })).toBe(403)
      expect(await status(app, method, path, { 'x-forwarded-for': '203.0.113.7' })).toBe(403)
      expect(await status(app, method, path, { forwarded: 'for=203.0.113.7' })).toBe(403)
    })
    it('takes no first key but an admin key, and ends with it', async () => {
      const make = (scopes: Scope[], key?: string) =>
        app.request('/api/keys', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
          body: JSON.stringify({ name: 'a key', scopes }),
        })
      expect((await make(['read'])).status).toBe(422)
      const made = await make(['admin'])
      expect(made.status).toBe(201)
      const { key, id } = (await made.json()) as { key: string; id: string }
      expect(key).toMatch(/^aicwd_[\w-]{43}$/)
      expect(await status(app, 'GET', '/api/logs')).toBe(401)
      expect(await status(app, 'GET', '/api/logs', { authorization: `Bearer ${key}` })).toBe(200)
      const listed = await app.request('/api/keys', { headers: { authorization: `Bearer ${key}` } })
      expect(await listed.text()).not.toContain(key)
      expect((await make(['read'], key)).status).toBe(201)
      expect(await status(app, 'DELETE', `/api/keys/${id}`, { authorization: `Bearer ${key}` })).toBe(409)
    })
  })

  describe('with keys', () => {
    let app: TestApp
    const keys = new Map<Scope, string>()
    const operator = 'the-operators-own-key'
    beforeAll(async () => {
      app = await openTestApp({ adminKey: operator, loopback: false })
      for (const scope of ['ingest', 'read', 'red-team', 'admin'] as const) {
        const made = await app.request('/api/keys', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
          body: JSON.stringify({ name: scope, scopes: [scope] }),
        })
        keys.set(scope, ((await made.json()) as { key: string }).key)
      }
    })
    afterAll(() => app.close())

    it.each(publicRows)('%s %s asks for none', async (method, path) => {
      expect(letIn(await status(app, method, path))).toBe(true)
    })
    it.each(protectedRows)('%s %s without a key or with a wrong one is 401', async (method, path) => {
      expect(await status(app, method, path)).toBe(401)
      expect(await status(app, method, path, { authorization: 'Bearer aicwd_wrong' })).toBe(401)
      expect(await status(app, method, path, { authorization: `Basic ${btoa(`x:${operator}`)}` })).toBe(401)
      expect(await status(app, method, path, { cookie: 'aicwd_session=wrong' })).toBe(401)
    })
    it.each(protectedRows)('%s %s lets in %s, admin and the operator, and nobody else', async (method, path, wants) => {
      for (const [scope, key] of keys) {
        const expected = [wants].flat().includes(scope) || scope === 'admin'
        const code = await status(app, method, path, { authorization: `Bearer ${key}` })
        expect([scope, expected ? letIn(code) : code]).toEqual([scope, expected ? true : 403])
      }
      expect(letIn(await status(app, method, path, { authorization: `Bearer ${operator}` }))).toBe(true)
    })
    it('a revoked key ends at once, and the sessions made with it', async () => {
      const admin = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }
      const made = await app.request('/api/keys', {
        method: 'POST',
        headers: admin,
        body: JSON.stringify({ name: 'short', scopes: ['read'] }),
      })
      const { key, id } = (await made.json()) as { key: string; id: string }
      const cookie = await signIn(app, key)
      expect(await status(app, 'GET', '/api/logs', { cookie })).toBe(200)
      expect(await status(app, 'DELETE', `/api/keys/${id}`, admin)).toBe(204)
      expect(await status(app, 'GET', '/api/logs', { authorization: `Bearer ${key}` })).toBe(401)
      expect(await status(app, 'GET', '/api/logs', { cookie })).toBe(401)
    })
    it('an expired key is no key', async () => {
      const made = await app.request('/api/keys', {
        method: 'POST',
        headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'a day', scopes: ['read'], expires: '1d' }),
      })
      const { key } = (await made.json()) as { key: string }
      const headers = { authorization: `Bearer ${key}` }
      expect(await status(app, 'GET', '/api/logs', headers)).toBe(200)
      app.pass(86_400_000 + 1000)
      expect(await status(app, 'GET', '/api/logs', headers)).toBe(401)
      app.pass(-86_400_000 - 1000)
    })
    it('a session of the page reads, changes only with its header and origin, and ends', async () => {
      const cookie = await signIn(app, operator)
      expect(await status(app, 'GET', '/api/logs', { cookie })).toBe(200)
      expect(await status(app, 'DELETE', '/api/logs?sessionId=x', { cookie })).toBe(403)
      expect(await status(app, 'DELETE', '/api/logs?sessionId=x', { cookie, 'x-aicwd': '1', origin: 'https://evil.example' })).toBe(403)
      expect(await status(app, 'DELETE', '/api/logs?sessionId=x', { cookie, 'x-aicwd': '1' })).toBe(202)
      expect(await status(app, 'DELETE', '/api/session', { cookie, 'x-aicwd': '1' })).toBe(204)
      expect(await status(app, 'GET', '/api/logs', { cookie })).toBe(401)
    })
  })

  it('gives CORS headers to configured origins alone, without credentials', async () => {
    const app = await openTestApp({ adminKey: 'the-operators-own-key', corsOrigins: ['https://page.example'] })
    const preflight = (origin: string) =>
      app.request('/api/logs', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } })
    expect((await preflight('https://page.example')).headers.get('access-control-allow-origin')).toBe('https://page.example')
    expect((await preflight('https://page.example')).headers.get('access-control-allow-credentials')).toBeNull()
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    await app.close()
  })
})

const signIn = async (app: TestApp, key: string): Promise<string> => {
  const response = await app.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  expect(response.status).toBe(200)
  const cookie = response.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  return cookie.split(';')[0] ?? ''
}
