import { normal, pick, type Random, seeded, whole } from '../core/random.ts'
import { codeHelp, type Exchange, productText, summary, supportReply } from './sampleTexts.ts'
import { type Answer, answerOf } from './sampleWaste.ts'

export const sampleSession = 'aicwd-sample'

const count = 1_000
const hour = 3_600_000
/** When the answers of the route `product-text` change their manner, hours before the hour of loading. */
const shiftHoursAgo = 8

interface Model {
  model: string
  provider: string
  msPerToken: number
}

const mini: Model = { model: 'gpt-4o-mini', provider: 'openai', msPerToken: 9 }
const qwen: Model = { model: 'qwen/qwen3-32b', provider: 'groq', msPerToken: 3 }
const llama: Model = { model: 'llama-3.3-70b-versatile', provider: 'groq', msPerToken: 4 }
const haiku: Model = { model: 'claude-haiku-4-5', provider: 'anthropic', msPerToken: 12 }

interface Route {
  route: string
  service: string
  models: readonly Model[]
  /** Tokens of its system prompt, which the sample does not carry. */
  systemTokens: number
  /** Of all calls; `product-text` is the largest so that its shift can be told from chance. */
  share: number
  make(random: Random, shifted: boolean): Exchange
}

const routes: readonly Route[] = [
  { route: 'product-text', service: 'shop', models: [mini], systemTokens: 210, share: 0.4, make: productText },
  { route: 'support-reply', service: 'helpdesk', models: [haiku, mini], systemTokens: 380, share: 0.25, make: supportReply },
  { route: 'summarise', service: 'newsroom', models: [llama, mini], systemTokens: 90, share: 0.2, make: summary },
  { route: 'code-help', service: 'intranet', models: [qwen], systemTokens: 120, share: 0.15, make: codeHelp },
]

const routeOf = (random: Random): Route => {
  let left = random()
  for (const route of routes) {
    left -= route.share
    if (left < 0) return route
  }
  return routes[0] as Route
}

/** How long ago, in ms: drawn again while the hour of the day says that people sleep. */
const agoOf = (random: Random, now: number): number => {
  for (;;) {
    const ago = Math.round(random() * 23 * hour) // before the full hour, so that all of it lies in the last 24 hours
    const ofDay = new Date(now - ago).getUTCHours()
    if (random() < (ofDay < 6 ? 0.25 : ofDay < 9 ? 0.6 : 1)) return ago
  }
}

const failures = [
  ['rate_limit', 'too many requests, try again in 2 s'],
  ['timeout', 'no answer within 30 s'],
  ['server_error', 'the provider answered 502'],
  ['context_length', 'the prompt is longer than the model reads'],
] as const

const roughly = (text: string | undefined): number => Math.ceil((text?.length ?? 0) / 4.2)

/** What came back, with the usage as the provider counts it: Anthropic tells cached tokens beside the input, the others inside. */
const answered = (random: Random, { response, reasoning }: Answer, promptTokens: number, { provider, msPerToken }: Model) => {
  const [visible, thought] = [roughly(response), roughly(reasoning)]
  const cachedTokens = promptTokens > 256 && random() < 0.5 ? 256 : 0
  const latencyMs = Math.round((220 + (visible + thought) * msPerToken) * Math.exp(0.35 * normal(random)))
  return {
    response,
    reasoning,
    latencyMs,
    timeToFirstTokenMs: Math.round(latencyMs * (0.2 + 0.2 * random())),
    finishReason: 'stop',
    usage: {
      promptTokens: provider === 'anthropic' ? promptTokens - cachedTokens : promptTokens,
      completionTokens: visible + thought,
      cachedTokens,
      reasoningTokens: thought,
    },
  }
}

const failed = (random: Random) => {
  const [type, message] = pick(random, failures)
  return { status: 'error', error: { type, message }, latencyMs: type === 'timeout' ? 30_000 : whole(random, 80, 900) }
}

/**
 * A day of made-up traffic in the contract's shape, oldest first: four routes and four priced models, about one answer in eight with waste,
 * one call in thirty failed, and one route (`product-text`) whose answers change their manner eight hours before the hour of `now`.
 * Ids are made of seed and day: loading it again on the same day adds none.
 */
export const sampleLogs = (now: number, seed: number): unknown[] => {
  const end = Math.floor(now / hour) * hour
  const day = Math.floor(now / (24 * hour))
  const random = seeded(seed * 1_000_003 + day)
  return Array.from({ length: count }, (_, index) => {
    const { route, service, models, systemTokens, make } = routeOf(random)
    const model = pick(random, models)
    const ago = agoOf(random, end)
    const shifted = ago < shiftHoursAgo * hour
    const exchange = make(random, shifted)
    const answer = answerOf(random, exchange)
    return {
      id: `${sampleSession}-${seed}-${day}-${index}`,
      timestamp: end - ago,
      model: model.model,
      provider: model.provider,
      service,
      route,
      prompt: exchange.prompt,
      sessionId: sampleSession,
      userId: `sample-user-${whole(random, 1, 40)}`,
      tags: { sample: 'true', ...(route === 'product-text' && { promptVersion: shifted ? '2' : '1' }) },
      ...(random() < 1 / 30 ? failed(random) : answered(random, answer, systemTokens + roughly(exchange.prompt), model)),
    }
  }).sort((a, b) => a.timestamp - b.timestamp)
}
