import { z } from 'zod'
import type { Vendor } from '../core/provider.ts'
import type { Fetch } from './bounded.ts'
import { createOpenAi } from './openai.ts'

const healthMs = 1_500
/** A runner that was asked is not asked again so soon. */
const rememberedMs = 3_000
/** A long answer on a few cores takes minutes. */
const answerMs = 10 * 60_000

const health = z.looseObject({
  status: z.enum(['ok', 'loading', 'error']),
  model: z.string().nullish(),
  slots: z.number().int().positive().nullish().catch(null),
})

/** What it says of its own line, in the standard header. */
const waited = (headers: Headers): number => Number(/(?:^|,)\s*queue;dur=(\d{1,9})/.exec(headers.get('server-timing') ?? '')?.[1] ?? 0)

type State = Awaited<ReturnType<Vendor['state']>>

const ask = async (url: string, fetch: Fetch, learn: (slots: number) => void): Promise<State> => {
  const missing = (why: string): State => ({ missing: why, models: [] })
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(healthMs) })
    const parsed = health.safeParse(await response.json())
    if (!parsed.success) return missing(`what answers at ${url} is no model runner: set DOCKER_MODEL_ENDPOINT`)
    const { status, model, slots } = parsed.data
    if (slots) learn(slots)
    if (status === 'error') return missing(`the model runner at ${url} could not load its model: start it with another`)
    if (status === 'loading') return missing(`the model runner at ${url} is still loading its model: try again in a moment`)
    return { missing: null, models: model ? [model] : [] }
  } catch {
    return missing(`no model runner answers at ${url}: start one with npx aicwd runner --model <file.gguf>`)
  }
}

/** The model runner, which speaks OpenAI's protocol: makes attacks and can be their target. It asks for a key where it was given one. */
export const createRunner = (url: string, apiKey: string | null, fetch: Fetch): Vendor => {
  const base = url.replace(/\/+$/, '')
  /** One, until it says how many. */
  let slots = 1
  const learn = (told: number) => {
    slots = told
  }
  let asked: { at: number; state: Promise<State> } | null = null
  return {
    id: 'runner',
    title: 'Model runner',
    free: true,
    isPractice: false,
    hasNoOther: true,
    provider: createOpenAi({
      id: 'runner',
      baseUrl: `${base}/v1`,
      apiKey,
      keyVariable: 'RUNNER_API_KEY',
      limitMs: answerMs,
      waited,
      fetch,
    }),
    atOnce: () => slots,
    state: () => {
      if (asked === null || Date.now() - asked.at > rememberedMs) asked = { at: Date.now(), state: ask(base, fetch, learn) }
      return asked.state
    },
  }
}
