import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { chatCompletions, completions } from './completions.ts'
import { embeddings } from './embeddings.ts'
import { fail, failed } from './errors.ts'
import { generate } from './generate.ts'
import { keyGuard, pageGuard } from './guard.ts'
import type { Runner } from './runner.ts'

export interface AppSettings {
  /** Null: whoever reaches the address may ask. */
  key: string | null
  /** Whether the address is one of this machine alone. */
  local: boolean
  corsOrigins: readonly string[]
  log(error: unknown): void
}

/** The routes of a runner, over a model that may still be loading. */
export const createApp = (runner: Runner, { key, local, corsOrigins, log }: AppSettings): Hono => {
  const app = new Hono()
  if (local && key === null) app.use(pageGuard(corsOrigins))
  if (corsOrigins.length > 0) app.use(cors({ origin: corsOrigins.includes('*') ? '*' : [...corsOrigins] }))
  if (key !== null) app.use(keyGuard(key))

  app.get('/health', (c) => {
    const health = runner.health()
    return c.json(health, health.status === 'ok' && !health.stopping ? 200 : 503)
  })
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [modelOf(runner)] }))
  app.get('/v1/models/:id', (c) =>
    c.req.param('id') === modelOf(runner).id
      ? c.json(modelOf(runner))
      : fail(c, { status: 404, code: 'model_not_found', message: `here is only ${modelOf(runner).id}`, param: 'model' }),
  )
  app.post('/generate', generate(runner, log))
  app.post('/v1/chat/completions', chatCompletions(runner, log))
  app.post('/v1/completions', completions(runner, log))
  app.post('/v1/embeddings', embeddings(runner))

  app.notFound((c) => fail(c, { status: 404, code: 'not-found', message: `there is no ${c.req.method} ${c.req.path}` }))
  app.onError((error, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 }) // nobody is left to read it
    log(error)
    return fail(c, failed)
  })
  return app
}

const started = Math.floor(Date.now() / 1_000)

const modelOf = (runner: Runner) => {
  const { model, quantization, contextSize } = runner.health()
  return { id: model, object: 'model', created: started, owned_by: 'local', quantization, contextSize }
}
