import { z } from 'zod'
import { idProblem } from '../core/id.ts'
import { type Issue, messageSchema, sources, statuses } from '../core/log.ts'
import type { ReadItem } from '../core/ports.ts'
import { clean } from './clean.ts'
import { toTime } from './time.ts'
import { toUsage, usageSchema } from './usage.ts'

const day = 86_400_000
/** Earlier than any log can be: a number below is most likely seconds. */
const earliest = Date.parse('2000-01-01T00:00:00Z')

const name = z
  .string()
  .max(200)
  .nullish()
  .transform((value) => value || null)

/** Some senders have numbers for ids. */
const reference = z
  .union([z.string().max(200), z.number()], { error: 'is not a text of at most 200 characters' })
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)))

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)

const milliseconds = z.number().min(0).max(1_000_000_000).nullish()

const tags = z
  .record(z.string().max(100), z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()], { error: 'is not a short text' }))
  .refine((given) => Object.keys(given).length <= 100, 'has more than 100 tags')
  .nullish()
  .transform((given) =>
    Object.fromEntries(Object.entries(given ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]]))),
  )

/** A log as it is sent: the full form, and the short one with `tokens` and `latency`. Unknown fields are left alone. */
const sentSchema = z.object({
  id: z
    .string()
    .superRefine((id, context) => {
      const message = idProblem(id)
      if (message !== null) context.addIssue({ code: 'custom', message })
    })
    .nullish(),
  timestamp: z.union([z.string().max(64), z.number()], { error: 'is neither ISO 8601 nor epoch milliseconds' }).nullish(),
  model: z.string().min(1).max(200),
  provider: name,
  service: name,
  route: name,
  source: z.enum(sources).nullish(),
  prompt: text,
  messages: z.array(messageSchema).min(1).max(10_000).nullish(),
  response: text,
  reasoning: text,
  usage: usageSchema.nullish(),
  tokens: z.number().int().min(0).max(1_000_000_000).nullish(),
  latencyMs: milliseconds,
  latency: milliseconds,
  timeToFirstTokenMs: milliseconds,
  status: z.enum(statuses).nullish(),
  error: z.union([z.string(), z.object({ type: text, message: text })], { error: 'is neither a text nor { type, message }' }).nullish(),
  finishReason: name,
  costUsd: z.number().min(0).max(1_000_000).nullish(),
  sessionId: reference,
  userId: reference,
  tags,
  expected: text,
})
type Sent = z.infer<typeof sentSchema>

const called: Record<string, string> = { string: 'text', object: 'an object', record: 'an object', array: 'a list', int: 'a whole number' }

/** What zod found, in short words; undefined leaves what the schema itself says. */
const say: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `is not ${called[issue.expected] ?? `a ${issue.expected}`}`
    case 'too_small':
      return issue.origin === 'number' ? 'is negative' : 'is empty'
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum} characters`
      return issue.origin === 'array' ? `has more than ${issue.maximum} entries` : `is more than ${issue.maximum}`
    case 'invalid_value':
      return `is none of ${issue.values.join(', ')}`
    case 'invalid_key':
      return 'has a name that is too long'
    case 'invalid_union':
      return 'is neither text nor a list of parts'
    default:
      return undefined
  }
}

const rounded = (ms: number | null | undefined): number | null => (ms == null ? null : Math.round(ms))

const problems = (sent: Sent, time: number, receivedAt: number): Issue[] => {
  const issues: Issue[] = []
  if (Number.isNaN(time)) issues.push({ path: 'timestamp', message: 'is neither ISO 8601 nor epoch milliseconds' })
  else if (time > receivedAt + day) issues.push({ path: 'timestamp', message: 'is more than 24 hours in the future' })
  else if (time < earliest) issues.push({ path: 'timestamp', message: 'is before the year 2000: are these seconds? send milliseconds' })
  if (sent.prompt === null && sent.messages == null) issues.push({ path: 'prompt', message: 'is required, or messages' })
  if (sent.response === null && statusOf(sent) === 'ok') issues.push({ path: 'response', message: 'is required unless status is "error"' })
  return issues
}

const statusOf = (sent: Sent) => sent.status ?? (sent.error == null ? 'ok' : 'error')

const errorOf = ({ error }: Sent) => {
  if (error == null) return null
  return typeof error === 'string' ? { type: null, message: error } : error
}

const usageOf = ({ usage, provider, tokens }: Sent) => {
  const reported = usage == null ? null : toUsage(usage, provider)
  if (reported !== null || tokens == null) return reported
  return {
    promptTokens: null,
    completionTokens: null,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    totalTokens: tokens,
    accounting: 'unknown' as const,
  }
}

/** Reads one log of the contract's shape, defaults filled; paths of issues are relative to the log. */
export const readLog = (value: unknown, { receivedAt, newId }: { receivedAt: number; newId: () => string }): ReadItem => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, issues: [{ path: '', message: 'a log is an object' }] }
  const cleaned = clean(value)
  if (!cleaned.ok) return { ok: false, issues: [{ path: '', message: 'is nested too deep' }] }
  const parsed = sentSchema.safeParse(cleaned.value, { error: say })
  if (!parsed.success)
    return {
      ok: false,
      issues: parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message })),
    }
  const sent = parsed.data
  const timestamp = sent.timestamp == null ? receivedAt : toTime(sent.timestamp)
  const issues = problems(sent, timestamp, receivedAt)
  if (issues.length > 0) return { ok: false, issues }
  return {
    ok: true,
    repaired: cleaned.repaired,
    log: {
      id: sent.id ?? newId(),
      timestamp,
      model: sent.model,
      provider: sent.provider,
      service: sent.service,
      route: sent.route,
      source: sent.source ?? 'production',
      prompt: sent.prompt,
      messages: sent.messages ?? null,
      response: sent.response,
      reasoning: sent.reasoning || null,
      usage: usageOf(sent),
      latencyMs: rounded(sent.latencyMs ?? sent.latency),
      timeToFirstTokenMs: rounded(sent.timeToFirstTokenMs),
      status: statusOf(sent),
      error: errorOf(sent),
      finishReason: sent.finishReason,
      costUsd: sent.costUsd ?? null,
      sessionId: sent.sessionId,
      userId: sent.userId,
      tags: sent.tags,
      expected: sent.expected,
    },
  }
}
