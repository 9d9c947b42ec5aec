import { z } from 'zod'

export const sources = ['production', 'red_team', 'test'] as const
export type Source = (typeof sources)[number]

export const statuses = ['ok', 'error'] as const
export type Status = (typeof statuses)[number]

/** One chat message; `content` is text, or the parts of the OpenAI format, kept as they came. */
export const messageSchema = z.looseObject({
  role: z.string().max(64),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string().optional(), text: z.string().optional() })), z.null()]).optional(),
})
export type Message = z.infer<typeof messageSchema>

/** How a sender counts: OpenAI, Groq and OpenTelemetry count cached and reasoning tokens inside the totals, Anthropic's own API beside them. */
export type Accounting = 'inclusive' | 'exclusive' | 'unknown'

/** Token counts as the sender reported them (whole tokens); what they contain is told by `accounting`. */
export interface Usage {
  promptTokens: number | null
  completionTokens: number | null
  cachedTokens: number
  cacheWriteTokens: number
  reasoningTokens: number
  /** Only a total is known (the short form): the prompt is counted, the rest is output. */
  totalTokens: number | null
  accounting: Accounting
}

/** One call of a model, in the one shape every wire format is turned into. Texts are well-formed UTF-16 without NUL. */
export interface LogEntry {
  id: string
  /** Epoch milliseconds, when the call happened. */
  timestamp: number
  model: string
  provider: string | null
  service: string | null
  route: string | null
  source: Source
  prompt: string | null
  messages: Message[] | null
  response: string | null
  reasoning: string | null
  usage: Usage | null
  latencyMs: number | null
  timeToFirstTokenMs: number | null
  status: Status
  error: { type: string | null; message: string | null } | null
  finishReason: string | null
  costUsd: number | null
  sessionId: string | null
  userId: string | null
  tags: Record<string, string>
  expected: string | null
}

/** What is wrong with one item, by path inside it (`usage.promptTokens`). */
export interface Issue {
  path: string
  message: string
}

/** The text of one message, parts joined by newlines; empty when it carries none. */
export const messageText = (message: Message): string => {
  if (typeof message.content === 'string') return message.content
  return (message.content ?? [])
    .map((part) => part.text ?? '')
    .filter(Boolean)
    .join('\n')
}

/** What the user asked last: the prompt, or the last user message. Detectors compare answers with this, never with the system text. */
export const askedText = (log: Pick<LogEntry, 'prompt' | 'messages'>): string => {
  if (log.prompt !== null) return log.prompt
  const asked = (log.messages ?? []).filter((message) => message.role === 'user').at(-1) ?? log.messages?.at(-1)
  return asked ? messageText(asked) : ''
}

/** Everything that was sent to the model, for counting its tokens. */
export const promptText = (log: Pick<LogEntry, 'prompt' | 'messages'>): string =>
  log.messages ? log.messages.map(messageText).join('\n') : (log.prompt ?? '')
