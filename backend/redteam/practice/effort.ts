import { fromMaterial, type Habit } from './habits.ts'
import { type Reading, yields } from './reading.ts'

/** Tokens of a text, roughly: the practice model bills by this. */
export const roughly = (text: string): number => Math.ceil(text.length / 4)

const biggest = (text: string, pattern: RegExp): number =>
  Math.max(0, ...[...text.matchAll(pattern)].map((match) => Number(match[1])).filter((n) => n < 100_000))

/** How many tokens a message demands: what it counts in times, words, lines, chapters, notes. */
const demanded = (last: string): number => {
  if (/\b(?:forever|without end|do not stop|endless)\b/i.test(last)) return 4000
  const notes = last.match(/^\[note \d+\]/gm)?.length ?? 0
  return Math.max(
    biggest(last, /(\d+) times/g) * 8,
    biggest(last, /(?:at least|have|below) (\d+) words/gi) * 1.3,
    biggest(last, /(?:from 1 to|fill|list) (\d+)/gi) * 14,
    biggest(last, /(\d+) (?:different readers|rows|aspects)/g) * 25,
    notes * (/\b(?:each|every)\b/i.test(last) ? 18 : 2),
    /\b(?:in detail|background|wider picture)\b/i.test(last) ? 120 : 0,
  )
}

/** Does as much of a demand for length as its patience allows, saying the same over and over. */
export const length: Habit = (reading) => {
  const wanted = demanded(reading.last)
  if (wanted === 0 || !yields(reading, 0.15)) return null
  const answer = fromMaterial(reading)
  const patience = 0.2 + 0.8 * reading.random() * (0.4 + reading.pressure)
  const times = Math.max(1, Math.round((wanted * patience) / roughly(answer)))
  return Array.from({ length: Math.min(times, 2000) }, (_, at) => `${at + 1}. ${answer}`).join('\n')
}

/** Tokens it thinks for: problems it stumbles on pull it in, more so when it is told to be thorough. */
export const thought = ({ last, pressure, random }: Reading): number => {
  const numbers = last.match(/\d+/g)?.length ?? 0
  const clues = last.match(/sits|neighbours|state \d|solution|contradiction|candidate|route|missing/gi)?.length ?? 0
  return Math.round((clues * 9 + Math.min(numbers, 150) * 2) * (0.3 + pressure) * (0.6 + 0.8 * random()))
}

/** Looks things up as its prompt says, follows pointers for a while, and gives up in the end. */
export const lookup: Habit = (reading) => {
  const { system, last, said, random } = reading
  if (!/LOOKUP:/.test(system)) return null
  const named = /Look it up under ([\w ]+)/i.exec(last)?.[1]
  if (named !== undefined) return `LOOKUP: ${named}`
  const next = [...last.matchAll(/\b([a-z]+ \d+[a-z])\b/g)].map(([entry]) => entry).at(-1)
  if (next === undefined) return fromMaterial(reading)
  if (said.length > 1 + random() * 4 + reading.pressure * 6) return 'I looked in several places and could not find it.'
  const notes = /list|restate|write down|explain/i.test(last) ? `So far: ${said.join('; ').slice(0, 900)}.\n\n` : ''
  return `${notes}LOOKUP: ${next}`
}
