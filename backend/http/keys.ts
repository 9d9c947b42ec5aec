import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiKey } from '../core/ports.ts'
import { type Scope, scopes } from '../core/scopes.ts'
import { hashOf, isOpen, need } from './auth.ts'
import type { Deps, Env } from './deps.ts'
import { fail, notFound, wrongShape } from './errors.ts'
import { jsonBody } from './json.ts'
import { storable } from './query.ts'

const day = 86_400_000

export const firstKey = 'the first key must be an admin key: with it open mode ends'

/** What a key is made of. */
export const newKey = z.object({
  name: z.string().regex(/^[^\p{Cc}\p{Cs}]{1,100}$/u, 'is not 1 to 100 printable characters'),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .transform((list) => [...new Set(list)]),
  /** Days, as `90d`. */
  expires: z
    .string()
    .regex(/^[1-9]\d{0,4}d$/, 'write days, as 90d')
    .nullish(),
})

const keyOut = ({ createdAt, expiresAt, ...key }: ApiKey) => ({
  ...key,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})

/** 256 random bits, URL-safe. */
export const newSecret = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '')

const lastAdmin = async ({ access, policy, clock }: Deps, id: string): Promise<boolean> => {
  if (policy.adminKeyHash !== null) return false
  const live = (await access.keys()).filter((key) => key.expiresAt === null || key.expiresAt > clock())
  const others = live.filter((key) => key.id !== id)
  const isAdmin = (key: ApiKey) => key.scopes.includes('admin')
  return live.some((key) => key.id === id && isAdmin(key)) && !others.some(isAdmin) && (others.length > 0 || !policy.loopback)
}

export const keys = new Hono<Env>()
  .get('/api/keys', need('admin'), async (c) => c.json({ keys: (await c.var.deps.access.keys()).map(keyOut) }))
  .post('/api/keys', need('admin'), async (c) => {
    const { deps } = c.var
    const read = await jsonBody(c, newKey)
    if (!read.ok) return fail(c, read.fault)
    const wanted: readonly Scope[] = read.value.scopes
    const first =
      (await isOpen(deps)) || (deps.policy.trusted && deps.policy.adminKeyHash === null && (await deps.access.keys()).length === 0)
    if (first && !wanted.includes('admin')) return fail(c, wrongShape([{ path: 'scopes', message: firstKey }]))
    const now = deps.clock()
    const secret = `aicwd_${newSecret()}`
    const key: ApiKey = {
      id: crypto.randomUUID(),
      name: read.value.name,
      scopes: [...wanted],
      createdAt: now,
      expiresAt: read.value.expires ? now + Number.parseInt(read.value.expires, 10) * day : null,
    }
    await deps.access.saveKey(key, await hashOf(secret))
    return c.json({ ...keyOut(key), key: secret }, 201)
  })
  .delete('/api/keys/:id', need('admin'), async (c) => {
    const { deps } = c.var
    const id = c.req.param('id')
    if (await lastAdmin(deps, id))
      return fail(c, { status: 409, code: 'last-admin', message: 'this is the last admin key: make another one first' })
    return storable(id) && (await deps.access.revokeKey(id)) ? c.body(null, 204) : fail(c, notFound('key with this id'))
  })
