import type { Message } from '../../backend/core/log.ts'
import type { Measurement, WasteSpan } from '../../backend/core/measurement.ts'
import { wasteByKind } from '../../backend/core/summary.ts'
import type { LogRecord } from './wire.ts'

/** One text of a record as it is shown. */
export interface Part {
  id: 'prompt' | 'response' | 'reasoning' | 'expected' | `message-${number}`
  title: string
  text: string
  /** The place spans point to, if they can point here. */
  place: 'prompt' | 'response' | 'reasoning' | null
}

const textOf = ({ content }: Message): string => {
  if (typeof content === 'string') return content
  return (content ?? []).flatMap(({ text }) => text || []).join('\n')
}

/** Why an answer is called a loop. */
export const loopWhy = 'more than 3 in 10 of its runs of four words were there before'

/** What was sent, in order. Spans "of the prompt" point into the prompt, or into the last message of the user, which is what the detectors compare with. */
export const askedParts = ({ prompt, messages }: Pick<LogRecord['log'], 'prompt' | 'messages'>): Part[] => {
  if (messages === null || messages.length === 0)
    return prompt === null ? [] : [{ id: 'prompt', title: 'Prompt', text: prompt, place: 'prompt' }]
  const lastUser = messages.findLastIndex(({ role }) => role === 'user')
  const asked = prompt !== null ? -1 : lastUser < 0 ? messages.length - 1 : lastUser
  const parts = messages.map(
    (message, index): Part => ({
      id: `message-${index}`,
      title: message.role,
      text: textOf(message),
      place: index === asked ? 'prompt' : null,
    }),
  )
  return prompt === null ? parts : [...parts, { id: 'prompt', title: 'Prompt', text: prompt, place: 'prompt' }]
}

/** What came back. */
export const answerParts = ({ response, reasoning, expected }: LogRecord['log']): Part[] => [
  ...(reasoning === null ? [] : [{ id: 'reasoning', title: 'Reasoning', text: reasoning, place: 'reasoning' } as const]),
  ...(response === null ? [] : [{ id: 'response', title: 'Answer', text: response, place: 'response' } as const]),
  ...(expected === null ? [] : [{ id: 'expected', title: 'Expected', text: expected, place: null } as const]),
]

/** Characters of each side of a record that are shown at first: a browser lays out a long text for many seconds. */
export const shownAtFirst = 100_000

/** How many characters of each text are shown when all of them together may have `most`: the first ones have theirs first. */
export const shownOf = (texts: readonly string[], most = shownAtFirst): number[] => {
  let left = most
  return texts.map((text) => {
    const splits = left < text.length && /[\uD800-\uDBFF]/.test(text.charAt(left - 1)) // half of a character is none
    const shown = Math.min(text.length, splits ? left - 1 : left)
    left = splits ? 0 : left - shown
    return shown
  })
}

/** US dollars one span cost: its share of the wasted tokens; null when the price is unknown. */
export const spanPrice = ({ tokens, wastedUsd }: Pick<Measurement, 'tokens' | 'wastedUsd'>, span: WasteSpan): number | null => {
  const wasted = tokens.wasted + tokens.wastedReasoning
  return wastedUsd === null || wasted === 0 ? null : (wastedUsd * span.tokens) / wasted
}

export interface Bucket {
  id: 'input' | 'cached' | 'cacheWrite' | 'useful' | 'repetition' | 'restatement' | 'filler' | 'reasoning' | 'overthinking'
  name: string
  tokens: number
}

/** The disjoint buckets of a log, output and reasoning split into what was useful and the kinds of waste; empty ones are left out. */
export const bucketsOf = ({ tokens: t, waste }: Pick<Measurement, 'tokens' | 'waste'>): Bucket[] => {
  const { repetition, restatement, filler, overthinking } = wasteByKind(waste)
  const all: Bucket[] = [
    { id: 'input', name: 'input', tokens: t.input },
    { id: 'cached', name: 'cached input', tokens: t.cached },
    { id: 'cacheWrite', name: 'cache write', tokens: t.cacheWrite },
    { id: 'useful', name: 'useful output', tokens: t.output - t.wasted },
    { id: 'repetition', name: 'repetition', tokens: repetition },
    { id: 'restatement', name: 'restatement', tokens: restatement },
    { id: 'filler', name: 'filler', tokens: filler },
    { id: 'reasoning', name: 'reasoning', tokens: t.reasoning - t.wastedReasoning },
    { id: 'overthinking', name: 'overthinking', tokens: overthinking },
  ]
  return all.filter(({ tokens }) => tokens > 0)
}

const flagNames: Record<string, string> = {
  'usage-exclusive': 'the sender counts cached or reasoning tokens beside the totals',
  'usage-inconsistent': 'the counts that were sent contradict each other',
  truncated: 'the answer was cut off at its token limit',
  'language-unknown': 'the language is not one the detectors know: only repetition is looked for',
  'text-repaired': 'characters that are no text were replaced',
  'analysed-in-part': 'the text is so long that only a part of it was looked at',
}

export const flagName = (flag: string): string => flagNames[flag] ?? flag
