/** Deterministic numbers in [0, 1) from a seed (mulberry32). */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** A standard normal number (Box and Muller). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

interface Exchange {
  prompt: string
  /** Sentences; each says something of its own. */
  sentences: string[]
  reasoning?: string[]
}

const products = [
  'a trail lamp',
  'a ceramic kettle',
  'a folding bike',
  'a wool blanket',
  'a desk fan',
  'a tent for two',
  'a cast-iron pan',
  'a rain jacket',
]
const orders = [
  'delivery is late',
  'parcel came damaged',
  'invoice has the wrong address',
  'refund has not arrived',
  'size is too small',
  'voucher was refused',
]
const towns = ['Lisbon', 'Tartu', 'Graz', 'Bergen', 'Utrecht', 'Porto', 'Ghent', 'Turku', 'Brno', 'Cork']
const fields = [
  'crop rotation',
  'tidal power',
  'bridge inspection',
  'bread baking',
  'glacier mapping',
  'sign language',
  'river dredging',
  'coffee roasting',
]
const functions = [
  'removes duplicates from a list',
  'counts words in a file',
  'rounds times to a quarter of an hour',
  'merges two sorted arrays',
  'validates an e-mail address',
]

const support = (random: Random): Exchange => {
  const problem = pick(random, orders)
  const order = 10_000 + Math.floor(random() * 89_999)
  const town = pick(random, towns)
  return {
    prompt: `A customer in ${town} writes about order ${order}: the ${problem}. Draft an answer of a few lines.`,
    sentences: [
      `Order ${order} left the ${town} warehouse on ${pick(random, ['Monday', 'Tuesday', 'Thursday'])}, and the carrier has had it since.`,
      `We opened case ${order % 977} with them this morning and marked it urgent.`,
      `If nothing moves within ${2 + Math.floor(random() * 4)} days, you get a replacement or the full amount, whichever you prefer.`,
      `A photo of the label would speed this up, should you have one.`,
    ].slice(0, 2 + Math.floor(random() * 3)),
  }
}

const summary = (random: Random): Exchange => {
  const [field, town] = [pick(random, fields), pick(random, towns)]
  const share = 10 + Math.floor(random() * 60)
  return {
    prompt: `Summarise for a busy reader: the ${town} council heard an expert on ${field}. She asked for money, people and patience. ${share} per cent of the budget was granted, the rest put off until spring.`,
    sentences: [
      `${town} grants ${share} per cent of what ${field} needs and postpones the remainder to spring.`,
      `Staffing stays open.`,
      `The expert's main point, that results take years, met no objection.`,
    ].slice(0, 1 + Math.floor(random() * 3)),
  }
}

const describeProduct = (random: Random, shifted: boolean): Exchange => {
  const product = pick(random, products)
  const price = 20 + Math.floor(random() * 180)
  const prompt = `Write a product text for ${product}, ${price} euros, two or three sentences.`
  if (shifted)
    return {
      prompt,
      sentences: [
        `Wow, meet your new best friend for every season!!!`,
        `At just ${price} euros, this beauty turns heads from ${pick(random, towns)} to the moon and back.`,
        `Grab yours before your neighbour does; you deserve it, and your weekend deserves it even more!`,
      ],
    }
  return {
    prompt,
    sentences: [
      `Made in ${pick(random, towns)} and repairable by hand, ${product} costs ${price} euros.`,
      `It weighs ${300 + Math.floor(random() * 4000)} grams and packs flat.`,
      `Spare parts are kept for ${5 + Math.floor(random() * 10)} years.`,
    ],
  }
}

const code = (random: Random): Exchange => {
  const task = pick(random, functions)
  const limit = 10 ** (2 + Math.floor(random() * 4))
  return {
    prompt: `Explain how to write a function that ${task}, for inputs of up to ${limit} entries. No code.`,
    sentences: [
      `Walk through the input once and keep what you have met in a set.`,
      `With ${limit} entries at most, memory is no concern, so favour the version that reads best.`,
      `Test it with nothing, with one entry, and with ${limit} equal ones.`,
    ],
    reasoning: [
      `The input is small, at most ${limit}, so one pass with a set is enough.`,
      `Sorting first would cost more and lose the order.`,
      `So the answer is one pass with a set.`,
    ],
  }
}

const openers = [
  'Certainly! I would be happy to help you with that.',
  'Great question! Let me walk you through it.',
  'Of course, here is what you asked for.',
]
const closers = [
  'I hope this helps! Let me know if you have any other questions.',
  'Please feel free to reach out if you need anything else.',
]

type Waste = 'none' | 'filler' | 'repetition' | 'restatement' | 'loop' | 'overthinking'

/** About one answer in seven wastes, in the ways real answers do. */
const wasteOf = (random: Random): Waste => {
  const draw = random()
  if (draw < 0.05) return 'filler'
  if (draw < 0.085) return 'repetition'
  if (draw < 0.115) return 'restatement'
  if (draw < 0.127) return 'loop'
  return draw < 0.15 ? 'overthinking' : 'none'
}

const answerOf = (random: Random, { prompt, sentences, reasoning }: Exchange, waste: Waste): { response: string; reasoning?: string } => {
  const said = sentences.join(' ')
  const thought = reasoning?.join(' ')
  const last = sentences.at(-1) ?? ''
  switch (waste) {
    case 'filler':
      return { response: `${pick(random, openers)} ${said} ${pick(random, closers)}`, ...(thought && { reasoning: thought }) }
    case 'repetition':
      return { response: `${said} ${sentences[0]}`, ...(thought && { reasoning: thought }) }
    case 'restatement':
      return { response: `You asked me the following: ${prompt} ${said}`, ...(thought && { reasoning: thought }) }
    case 'loop':
      return { response: `${said}${` ${last}`.repeat(14)}` }
    case 'overthinking':
      return thought === undefined
        ? { response: said }
        : {
            response: said,
            reasoning: `${thought} Wait, let me check that again. ${reasoning?.[0]} ${reasoning?.at(-1)} Let me verify once more. ${reasoning?.at(-1)}`,
          }
    case 'none':
      return { response: said, ...(thought && { reasoning: thought }) }
  }
}

const hour = 3_600_000
const failures = ['rate_limit', 'timeout', 'server_error', 'content_filter'] as const

interface Route {
  route: string
  service: string
  models: readonly { model: string; provider: string; msPerToken: number }[]
  share: number
  make(random: Random, shifted: boolean): Exchange
}

const mini = { model: 'gpt-4o-mini', provider: 'openai', msPerToken: 9 }
const large = { model: 'gpt-4o', provider: 'openai', msPerToken: 14 }
const llama = { model: 'llama-3.3-70b-versatile', provider: 'groq', msPerToken: 3 }
const sonnet = { model: 'claude-3-5-sonnet-20241022', provider: 'anthropic', msPerToken: 15 }

const routes: readonly Route[] = [
  { route: 'support-reply', service: 'helpdesk', models: [mini, sonnet], share: 0.4, make: support },
  { route: 'summarise', service: 'newsroom', models: [llama, mini], share: 0.25, make: summary },
  { route: 'product-text', service: 'shop', models: [large], share: 0.2, make: describeProduct },
  { route: 'code-help', service: 'intranet', models: [sonnet, llama], share: 0.15, make: code },
]

const routeOf = (random: Random): Route => {
  let left = random()
  for (const route of routes) {
    left -= route.share
    if (left < 0) return route
  }
  return routes[0] as Route
}

/** Hours ago, fewer at night: drawn again while the hour of the day says that people sleep. */
const agoOf = (random: Random, now: number): number => {
  for (;;) {
    const ago = random() * 24 * hour
    const ofDay = new Date(now - ago).getUTCHours()
    if (random() < (ofDay < 6 ? 0.25 : ofDay < 9 ? 0.6 : 1)) return ago
  }
}

/** When the answers of the route `product-text` change their manner, hours before now. */
export const shiftHoursAgo = 8

export const sampleSession = 'aicwd-sample'
const count = 1_000

/**
 * A day of made-up traffic in the contract's shape: four routes and four priced models over 24 hours, about one answer in seven with waste,
 * one call in thirty failed, and one route (`product-text`) whose answers change their manner eight hours ago. The same seed and hour give
 * the same logs and ids, so that loading them twice adds none.
 */
export const sampleLogs = (now: number, seed: number): unknown[] => {
  const hourNow = Math.floor(now / hour) * hour
  const random = seeded(seed ^ Math.floor(hourNow / hour))
  return Array.from({ length: count }, (_, index) => {
    const { route, service, models, make } = routeOf(random)
    const { model, provider, msPerToken } = pick(random, models)
    const ago = agoOf(random, hourNow)
    const exchange = make(random, ago < shiftHoursAgo * hour)
    const failed = random() < 1 / 30
    const { response, reasoning } = answerOf(random, exchange, wasteOf(random))
    const prompt = Math.ceil(exchange.prompt.length / 4) + 180
    const thought = Math.ceil((reasoning?.length ?? 0) / 4)
    const visible = Math.ceil(response.length / 4)
    const cached = random() < 0.3 ? 128 : 0
    const latencyMs = Math.round((250 + (visible + thought) * msPerToken) * Math.exp(0.35 * normal(random)))
    const exclusive = provider === 'anthropic'
    return {
      id: `${sampleSession}-${seed}-${hourNow / hour}-${index}`,
      timestamp: hourNow - Math.round(ago),
      model,
      provider,
      service,
      route,
      prompt: exchange.prompt,
      sessionId: sampleSession,
      userId: `sample-user-${Math.floor(random() * 40)}`,
      tags: { sample: 'true' },
      ...(failed
        ? {
            status: 'error',
            latencyMs: latencyMs * 3,
            error: { type: pick(random, failures), message: 'the provider did not answer as it should' },
          }
        : {
            response,
            ...(reasoning !== undefined && { reasoning }),
            latencyMs,
            timeToFirstTokenMs: Math.round(latencyMs * 0.3),
            finishReason: 'stop',
            usage: {
              promptTokens: exclusive ? prompt - cached : prompt,
              completionTokens: visible + thought,
              cachedTokens: cached,
              ...(!exclusive && { reasoningTokens: thought }),
            },
          }),
    }
  }).sort((a, b) => a.timestamp - b.timestamp)
}
