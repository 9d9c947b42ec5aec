import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const wholeNumber = (least: number, most: number) => {
  const words = `is not a whole number from ${least} to ${most}`
  const digits = z
    .string()
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
  return z.union([z.number(), digits], words).pipe(z.number().int(words).min(least, words).max(most, words))
}

const text = z.string('is not text: put it in quotes').regex(/\S/, 'is blank')

/** Addresses are told to readers and `fetch` takes no password in them: a key has a variable of its own. */
const httpUrl = text
  .regex(/^https?:\/\/[^/\s]+/, 'is not an http(s) address')
  .regex(/^https?:\/\/[^/?#@]*(?:[/?#]|$)/, 'has a name or password before its host: leave it out')

const numberFrom = (least: number, words: string) =>
  z.union([z.number(), text.transform(Number)], words).pipe(z.number(words).min(least, words))

const money = numberFrom(0, 'is not an amount of dollars from 0')

/** A length of time as `90s`, `15m`, `2h`, `1d` → milliseconds. */
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const time = text.regex(/^[1-9]\d{0,5}[smhd]$/, 'is no length of time: write 15m, 2h or 1d').transform((value) => {
  const unit = value.at(-1) as keyof typeof units
  return Number(value.slice(0, -1)) * units[unit]
})

/** US dollars for a million tokens, by model or provider/model. */
const usd = z.number('is not an amount of dollars').min(0, 'is less than 0')
const priceWords =
  'is no price: write { input: 0.5, output: 1.5 }, dollars for a million tokens, and cached or cacheWrite where they differ'
const prices = z.record(
  z.string().max(300),
  z.strictObject({ input: usd, output: usd, cached: usd.optional(), cacheWrite: usd.optional() }, priceWords),
  'is not a list of models and their prices',
)

const secret = text.max(500, 'is longer than 500 characters').nullable().default(null)

const originWords = 'write exact origins, as https://aicwd.example.com'
const origins = z
  .union(
    [
      z.array(z.string()),
      text.transform((value) =>
        value
          .split(',')
          .map((origin) => origin.trim())
          .filter(Boolean),
      ),
    ],
    originWords,
  )
  .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, originWords)))

/** Every setting: its name in the file and as a flag, its variable, its shape and what it is by default. */
const settings = {
  host: { variable: 'AICWD_HOST', schema: text.max(253, 'is too long').default('127.0.0.1') },
  port: { variable: 'AICWD_PORT', schema: wholeNumber(0, 65_535).default(3210) },
  dataDir: { variable: 'AICWD_DATA_DIR', schema: text.default('./data') },
  databaseUrl: {
    variable: 'DATABASE_URL',
    schema: text
      .regex(/^postgres(ql)?:\/\//, 'is not a postgres:// address')
      .nullable()
      .default(null),
  },
  adminKey: {
    variable: 'AICWD_ADMIN_KEY',
    schema: text.min(8, 'is shorter than 8 characters').max(200, 'is longer than 200 characters').nullable().default(null),
  },
  corsOrigins: { variable: 'AICWD_CORS_ORIGINS', schema: origins.default([]) },
  retentionDays: { variable: 'AICWD_RETENTION_DAYS', schema: wholeNumber(1, 36_500).default(30) },
  /** Milliseconds. */
  etlEvery: { variable: 'AICWD_ETL_EVERY', schema: time.default(900_000) },
  /** Path of dbt; null: looked for. */
  dbt: { variable: 'AICWD_DBT', schema: text.nullable().default(null) },
  groqApiKey: { variable: 'GROQ_API_KEY', schema: secret },
  groqBaseUrl: { variable: 'GROQ_BASE_URL', schema: httpUrl.nullable().default(null) },
  openaiApiKey: { variable: 'OPENAI_API_KEY', schema: secret },
  openaiBaseUrl: { variable: 'OPENAI_BASE_URL', schema: httpUrl.nullable().default(null) },
  runnerUrl: { variable: 'DOCKER_MODEL_ENDPOINT', schema: httpUrl.default('http://127.0.0.1:8000') },
  runnerApiKey: { variable: 'RUNNER_API_KEY', schema: secret },
  /** What drift embeds with: the built-in table, a model of an OpenAI-compatible server or of the runner, or one in a folder. */
  embedder: {
    variable: 'AICWD_EMBEDDER',
    schema: text
      .max(500, 'is too long')
      .regex(
        /^(?:static|(?:openai|runner):\S+|onnx:.*\S)$/,
        'is no embedder: write static, openai:<model>, runner:<model> or onnx:<folder>',
      )
      .default('static'),
  },
  /** US dollars a run may spend at most, whoever starts it. */
  redTeamMaxUsd: { variable: 'AICWD_RED_TEAM_MAX_USD', schema: money.default(5) },
  redTeamMaxTokens: { variable: 'AICWD_RED_TEAM_MAX_TOKENS', schema: wholeNumber(1, 999_999_999).default(2_000_000) },
  /** Own prices of models; a map, so it stands in the file alone. */
  prices: { variable: null, schema: prices.default({}) },
  url: { variable: 'AICWD_URL', schema: httpUrl.nullable().default(null) },
  key: { variable: 'AICWD_KEY', schema: text.max(200, 'is longer than 200 characters').nullable().default(null) },
} as const
type Name = keyof typeof settings

const names = Object.keys(settings) as Name[]
const schema = z.object(
  Object.fromEntries(names.map((name) => [name, settings[name].schema])) as { [N in Name]: (typeof settings)[N]['schema'] },
)

export type Config = z.infer<typeof schema>

/** Variables of parts that are not there yet: named so that a ready-made environment starts, and said to have no effect. */
const later = [
  'AICWD_ALERT_WEBHOOK_URL',
  'AICWD_ALERT_WEBHOOK_SECRET',
  'AICWD_ALLOWED_WEBHOOK_HOSTS',
  'AICWD_SLACK_WEBHOOK_URL',
  'AICWD_PAGERDUTY_ROUTING_KEY',
  'AICWD_GA_ID',
]

export const configFile = 'aicwd.config.yaml'

type Loaded = { ok: true; config: Config; warnings: string[] } | { ok: false; message: string }

/** What a source says at all: an empty value in the file or the environment says nothing. */
const present = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== ''))

const readFile = (path: string): { ok: true; values: Record<string, unknown> } | { ok: false; message: string } => {
  let values: unknown
  try {
    values = parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    return {
      ok: false,
      message: `${path} cannot be read: ${String((error as Error).message)
        .split('\n')[0]
        ?.replace(/:$/, '')}`,
    }
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    return { ok: false, message: `${path} must be settings, one a line, as port: 3210` }
  const unknown = Object.keys(values).find((key) => !(key in settings))
  if (unknown !== undefined) return { ok: false, message: `${path}: unknown key "${unknown}"; there are ${names.join(', ')}` }
  return { ok: true, values: values as Record<string, unknown> }
}

/** Where a bad value came from, in the words of its source. Values are not repeated: one may be a secret. */
const placeOf = (name: Name, flags: Record<string, unknown>, env: NodeJS.ProcessEnv, file: string): string => {
  if (flags[name] !== undefined) return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  const { variable } = settings[name]
  return variable !== null && env[variable] ? variable : `${file}: ${name}`
}

/** Flags win over environment over file over default; what is unknown or bad is one clear line. */
export const loadConfig = (from: { flags: Record<string, unknown>; env: NodeJS.ProcessEnv; cwd: string }): Loaded => {
  const { env, cwd } = from
  const { config: named, ...given } = from.flags
  if (named === '') return { ok: false, message: '--config: is blank' }
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) // one given empty is bad, not absent
  const variables = new Set<string>(names.map((name) => settings[name].variable).filter((variable) => variable !== null))
  const stray = Object.keys(env).find((name) => name.startsWith('AICWD_') && !variables.has(name) && !later.includes(name))
  if (stray !== undefined) return { ok: false, message: `unknown variable ${stray}; there are ${[...variables].join(', ')}` }
  const path = resolve(cwd, typeof named === 'string' ? named : configFile)
  const file = typeof named === 'string' || existsSync(path) ? readFile(path) : { ok: true as const, values: {} }
  if (!file.ok) return file
  const fromEnv = Object.fromEntries(names.map((name) => [name, env[settings[name].variable ?? '']]))
  const merged = { ...present(file.values), ...present(fromEnv), ...flags }
  const parsed = schema.safeParse(merged)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = issue?.path[0] as Name
    const inside = issue?.path.slice(1).map((key) => `.${String(key)}`)
    return { ok: false, message: `${placeOf(name, flags, env, path)}${name === 'prices' ? inside?.join('') : ''}: ${issue?.message}` }
  }
  const { dataDir, openaiApiKey, openaiBaseUrl } = parsed.data
  const embedder = parsed.data.embedder.replace(/^onnx:(.*)$/, (_, folder: string) => `onnx:${resolve(cwd, folder)}`)
  if (embedder.startsWith('openai:') && openaiApiKey === null && openaiBaseUrl === null) {
    const needs = 'needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for none'
    return { ok: false, message: `${placeOf('embedder', flags, env, path)}: ${needs}` }
  }
  const warnings = later.filter((name) => env[name]).map((name) => `${name} has no effect in this version`)
  return { ok: true, config: { ...parsed.data, embedder, dataDir: resolve(cwd, dataDir) }, warnings }
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
