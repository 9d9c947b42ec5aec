import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { fail } from './errors.ts'
import { isLoopback } from './settings.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** With a key: asks for it. Health is for balancers, which have none. */
export const keyGuard = (key: string): MiddlewareHandler => {
  const wanted = digest(key)
  return async (c, next) => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    if (c.req.path === '/health' || (given !== undefined && timingSafeEqual(digest(given), wanted))) return next()
    return fail(c, { status: 401, code: 'invalid_api_key', message: 'this runner wants its key: Authorization: Bearer <RUNNER_API_KEY>' })
  }
}

const hostOf = (header: string): string => {
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, '')
  } catch {
    return ''
  }
}

/** Without a key on this machine alone: another page of the same browser must not use it, under whatever name it calls this address. */
export const pageGuard = (origins: readonly string[]): MiddlewareHandler => {
  const allowed = (origin: string): boolean => origins.includes('*') || origins.includes(origin)
  return async (c, next) => {
    const origin = c.req.header('Origin')
    if (!isLoopback(hostOf(c.req.header('Host') ?? '')))
      return fail(c, { status: 403, code: 'wrong_host', message: 'ask for this runner by the address of this machine' })
    if (origin !== undefined && !allowed(origin))
      return fail(c, { status: 403, code: 'wrong_origin', message: 'pages may only call when RUNNER_CORS_ORIGINS names them' })
    return next()
  }
}
