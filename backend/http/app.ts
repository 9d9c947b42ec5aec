import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { EmbedderUnknown } from '../core/embedder.ts'
import { StoreUnavailable } from '../core/ports.ts'
import { dbt } from './dbt.ts'
import type { Deps, Env } from './deps.ts'
import { drift } from './drift.ts'
import { fail, notFound, unavailable, wrongShape } from './errors.ts'
import { exchange } from './exchange.ts'
import { exports } from './export.ts'
import { createHealth } from './health.ts'
import { ingest } from './ingest.ts'
import { keys } from './keys.ts'
import { logs } from './logs.ts'
import { metrics } from './metrics.ts'
import { redTeam } from './redTeam.ts'
import { sample } from './sample.ts'
import { session } from './session.ts'
import { stream } from './stream.ts'
import { waste } from './waste.ts'

const onError = (error: Error, c: Context<Env>): Response => {
  if (error instanceof StoreUnavailable) {
    c.var.deps.report('warn', 'the database cannot be used', error)
    return fail(c, unavailable)
  }
  if (error instanceof EmbedderUnknown) return fail(c, { ...unavailable, message: error.message })
  if (error instanceof RangeError && error.message === 'bad cursor')
    return fail(c, wrongShape([{ path: 'cursor', message: 'is not one that was given out' }], 'a bad query'))
  c.var.deps.report('error', `${c.req.method} ${c.req.path} failed`, error)
  return fail(c, { status: 500, code: 'internal', message: 'something went wrong here: the log of the server says what' })
}

/** The API as one app for every host: `open` says how a request's bindings become what it needs. */
export const createApp = (open: (bindings: unknown) => Deps): Hono<Env> =>
  new Hono<Env>()
    .use(async (c, next) => {
      c.set('deps', open(c.env))
      c.header('X-Content-Type-Options', 'nosniff')
      c.header('Cache-Control', 'no-store')
      await next()
    })
    .use(
      '/api/*',
      cors({
        origin: (origin, c: Context<Env>) => (c.var.deps.policy.corsOrigins.includes(origin) ? origin : null),
        allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'Last-Event-ID', 'X-AICWD'],
        exposeHeaders: ['Retry-After'],
        maxAge: 600,
      }),
    )
    .route('/', createHealth())
    .route('/', ingest)
    .route('/', stream)
    .route('/', metrics)
    .route('/', logs)
    .route('/', waste)
    .route('/', drift)
    .route('/', exports)
    .route('/', sample)
    .route('/', redTeam)
    .route('/', dbt)
    .route('/', exchange)
    .route('/', keys)
    .route('/', session)
    .notFound((c) => fail(c as Context<Env>, notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)))
    .onError((error, c) => onError(error, c as Context<Env>))
