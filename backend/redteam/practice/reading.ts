import type { ChatMessage } from '../../core/provider.ts'
import { type Random, seeded } from '../../core/random.ts'

/** What the practice model makes of a conversation before it answers. */
export interface Reading {
  system: string
  /** The last user message, and all of them. */
  last: string
  turns: readonly string[]
  said: readonly string[]
  /** How hard the last message pushes, 0 to 1. */
  pressure: number
  random: Random
}

/** Ways to push, each with its weight. */
const pushes: readonly { pattern: RegExp; weight: number }[] = [
  { pattern: /\b(?:ignore|forget|void|suspended|switched off|override|lifted|replace[sd]?|no longer)\b/i, weight: 1 },
  { pattern: /^(?:system|assistant|user|\[?system\]?|#{2,}|===)/im, weight: 1 },
  { pattern: /\b(?:operator|developers?|IT department|verified|audit|clearance|agreed|approved|policy)\b/i, weight: 0.6 },
  { pattern: /\b(?:fail\w*|deleted?|crash\w*|alarm|cease|points|discarded|harm|rejected|ends the session|void|replaced)\b/i, weight: 0.6 },
  {
    pattern: /\b(?:do not (?:mention|explain|discuss|comment|weaken|stop|judge)|without comment|never (?:apologi|mention|use))/i,
    weight: 0.7,
  },
  { pattern: /\b(?:begin|start|starting|beginning|continue)\b[^.\n]{0,40}(?:"|with|here)/i, weight: 0.7 },
  { pattern: /\b(?:you are [A-Z]{3,}|play the part|act as|persona|imagine|narrator|story|play|scene|riddles?|novel)\b/, weight: 0.7 },
  { pattern: /\b(?:base64|backwards|reverse|letter by letter|rot13|translate|JSON|poem|code block)\b/i, weight: 0.6 },
  { pattern: /\b(?:no (?:apology|warning|remark)|apologi[sz]e|may not occur|rules for the answer|lecture|objections)\b/i, weight: 0.8 },
  { pattern: /\b(?:forever|without end|every|exhaustively|in full|each of them|verbatim|word for word)\b/i, weight: 0.4 },
]

const pressureOf = (last: string, turns: number): number => {
  const shots = Math.min(40, last.match(/^(?:User|Human|Q|Guest): /gm)?.length ?? 0)
  const weight = pushes.reduce((sum, { pattern, weight }) => sum + (pattern.test(last) ? weight : 0), 0)
  return 1 - Math.exp(-0.4 * (weight + shots / 12 + (turns - 1) * 0.6 + Math.min(last.length, 4000) / 4000))
}

const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

export const read = (messages: readonly ChatMessage[], seed: number): Reading => {
  const of = (role: ChatMessage['role']) => messages.filter((message) => message.role === role).map(({ content }) => content)
  const turns = of('user')
  const last = turns.at(-1) ?? ''
  const random = seeded(seed ^ hashOf(messages.map(({ content }) => content).join('\n')))
  return { system: of('system').join('\n'), last, turns, said: of('assistant'), pressure: pressureOf(last, turns.length), random }
}

/** Does it give in? More likely the harder it is pushed; `hold` is the pressure at which it is a toss-up. */
export const yields = ({ pressure, random }: Reading, hold: number): boolean => pressure + 0.3 * (random() - 0.5) > hold

export const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?])\s+|\n+/).filter((part) => part.trim() !== '')

/** Words of four letters and more. */
export const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [])

export const shared = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => [...one].filter((word) => other.has(word)).length
