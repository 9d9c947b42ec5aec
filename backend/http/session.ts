import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { hashOf, isOpen, sessionCookie, sessionHash, whoAsks } from './auth.ts'
import type { Env } from './deps.ts'
import { fail } from './errors.ts'
import { jsonBody } from './json.ts'
import { newSecret } from './keys.ts'

const lifeMs = 12 * 3_600_000

/** The page's session on the same origin: a cookie no script can read, in place of the key. */
export const session = new Hono<Env>()
  .get('/api/session', async (c) => {
    const asked = await whoAsks(c)
    if ('fault' in asked) return fail(c, asked.fault)
    return c.json({ mode: (await isOpen(c.var.deps)) ? 'open' : 'key', scopes: asked.held })
  })
  .post('/api/session', async (c) => {
    const { access, policy, clock } = c.var.deps
    const read = await jsonBody(c, z.object({ key: z.string().min(1).max(200) }))
    if (!read.ok) return fail(c, read.fault)
    const hash = await hashOf(read.value.key)
    const held = policy.adminKeyHash === hash ? (['admin'] as const) : await access.scopesOf(hash, clock())
    if (held === null) return fail(c, { status: 401, code: 'unauthorized', message: 'this key is unknown, revoked or expired' })
    const token = newSecret()
    await access.saveSession({
      hash: await sessionHash(token, policy),
      keyHash: policy.adminKeyHash === hash ? null : hash,
      expiresAt: clock() + lifeMs,
    })
    const secure = new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https'
    setCookie(c, sessionCookie, token, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: lifeMs / 1000, secure })
    return c.json({ mode: 'key', scopes: held })
  })
  .delete('/api/session', async (c) => {
    const asked = await whoAsks(c)
    if ('fault' in asked) return fail(c, asked.fault)
    const token = getCookie(c, sessionCookie)
    if (token !== undefined) await c.var.deps.access.endSession(await sessionHash(token, c.var.deps.policy))
    deleteCookie(c, sessionCookie, { path: '/' })
    return c.body(null, 204)
  })
