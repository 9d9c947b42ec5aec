import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { allows, type Scope, scopes } from '../core/scopes.ts'
import type { Deps, Env } from './deps.ts'
import { type Fault, fail } from './errors.ts'

export const sessionCookie = 'aicwd_session'

/** SHA-256 as lower-case hex: what is stored and compared in place of a key, so that time tells nothing about it. */
export const hashOf = async (secret: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A session is bound to the operator's key: when that changes, every session ends. */
export const sessionHash = (token: string, policy: Deps['policy']): Promise<string> => hashOf(`${token}:${policy.adminKeyHash ?? ''}`)

const forbidden = (message: string): Fault => ({ status: 403, code: 'forbidden', message })
const unauthorized = (message: string): Fault => ({ status: 401, code: 'unauthorized', message })

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** The API is open: this machine alone, and no key exists. Asked anew for each request, since the first key ends it. */
export const isOpen = async ({ policy, access }: Pick<Deps, 'policy' | 'access'>): Promise<boolean> =>
  policy.loopback && policy.adminKeyHash === null && (await access.keys()).length === 0

const sameOrigin = (c: Context, origin: string): boolean => {
  try {
    return new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host)
  } catch {
    return false
  }
}

/** What in an open server's request shows that it does not come from this machine's own user; null when nothing does. */
const foreign = (c: Context<Env>): Fault | null => {
  const { corsOrigins } = c.var.deps.policy
  const host = c.req.header('host') ?? new URL(c.req.url).host
  if (!loopbackName.test(host)) return forbidden(`open without a key only as localhost, not as "${host.slice(0, 100)}": make a key first`)
  const proxied = Object.keys(c.req.header()).find((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))
  if (proxied !== undefined) return forbidden('there is a proxy in front, so others may be there too: set AICWD_ADMIN_KEY')
  const origin = c.req.header('origin')
  if (origin !== undefined && !sameOrigin(c, origin) && !corsOrigins.includes(origin))
    return forbidden('a page of another origin may not use this server')
  return null
}

/** `who`: in words, for what is signed. */
type Held = { held: readonly Scope[]; who: string } | { fault: Fault }

const byBearer = async ({ policy, access, clock }: Deps, authorization: string): Promise<Held> => {
  const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (key === undefined) return { fault: unauthorized('send `Authorization: Bearer <key>`') }
  const hash = await hashOf(key)
  if (policy.adminKeyHash === hash) return { held: ['admin'], who: 'the operator' }
  const held = await access.scopesOf(hash, clock())
  return held === null ? { fault: unauthorized('this key is unknown, revoked or expired') } : { held, who: `a key with ${held.join(', ')}` }
}

const bySession = async (c: Context<Env>, token: string): Promise<Held> => {
  const { policy, access, clock } = c.var.deps
  const held = await access.scopesOf(await sessionHash(token, policy), clock())
  if (held === null) return { fault: unauthorized('the session has ended: sign in again') }
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const origin = c.req.header('origin')
    if (c.req.header('x-aicwd') !== '1' || (origin !== undefined && !sameOrigin(c, origin)))
      return { fault: forbidden('a change with a session needs the header `X-AICWD: 1` from the same origin') }
  }
  return { held, who: 'a session of the page' }
}

/** Who asks: the scopes held, or why nobody is let in. */
export const whoAsks = async (c: Context<Env>): Promise<Held> => {
  const { deps } = c.var
  if (deps.policy.trusted) return { held: ['admin'], who: 'the command line' }
  const authorization = c.req.header('authorization')
  if (await isOpen(deps)) {
    const fault = foreign(c)
    return fault === null ? { held: scopes, who: 'this machine' } : { fault }
  }
  if (authorization !== undefined) return byBearer(deps, authorization)
  const token = getCookie(c, sessionCookie)
  return token === undefined ? { fault: unauthorized('a key is needed: send `Authorization: Bearer <key>`') } : bySession(c, token)
}

/** Lets a request on when who asks holds one of the scopes. */
export const need =
  (...any: readonly [Scope, ...Scope[]]): MiddlewareHandler<Env> =>
  async (c, next) => {
    const asked = await whoAsks(c)
    if ('fault' in asked) return fail(c, asked.fault)
    if (!any.some((scope) => allows(asked.held, scope)))
      return fail(c, forbidden(`this needs a key with the scope "${any.join('" or "')}"`))
    c.set('who', asked.who)
    await next()
  }
