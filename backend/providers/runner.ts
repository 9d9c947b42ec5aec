import { z } from 'zod'
import type { Vendor } from '../core/provider.ts'
import { createOpenAi } from './openai.ts'

const healthMs = 1_500
/** A runner that was asked is not asked again so soon. */
const rememberedMs = 3_000

const health = z.looseObject({ status: z.enum(['ok', 'loading', 'error']), model: z.string().nullish() })

type State = Awaited<ReturnType<Vendor['state']>>

const ask = async (url: string): Promise<State> => {
  const missing = (why: string): State => ({ missing: why, models: [] })
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(healthMs) })
    const parsed = health.safeParse(await response.json())
    if (!parsed.success) return missing(`what answers at ${url} is no model runner: set DOCKER_MODEL_ENDPOINT`)
    const { status, model } = parsed.data
    if (status === 'error') return missing(`the model runner at ${url} could not load its model: start it with another`)
    if (status === 'loading') return missing(`the model runner at ${url} is still loading its model: try again in a moment`)
    return { missing: null, models: model ? [model] : [] }
  } catch {
    return missing(`no model runner answers at ${url}: start one with npx aicwd runner --model <file.gguf>`)
  }
}

/** The model runner, which speaks OpenAI's protocol: makes attacks and can be their target. It asks for a key where it was given one. */
export const createRunner = (url: string, apiKey: string | null): Vendor => {
  const base = url.replace(/\/+$/, '')
  let asked: { at: number; state: Promise<State> } | null = null
  return {
    id: 'runner',
    title: 'Model runner',
    free: true,
    isPractice: false,
    provider: createOpenAi({ id: 'runner', baseUrl: `${base}/v1`, apiKey, keyVariable: 'RUNNER_API_KEY' }),
    state: () => {
      if (asked === null || Date.now() - asked.at > rememberedMs) asked = { at: Date.now(), state: ask(base) }
      return asked.state
    },
  }
}
