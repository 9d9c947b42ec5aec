import { pick } from '../../core/random.ts'
import { harms } from '../goals/harm.ts'
import { rot13 } from '../strategies/ciphers.ts'
import { type Reading, sentencesOf, shared, wordsOf, yields } from './reading.ts'

/** One way in which the practice model answers; null when it does not apply. */
export type Habit = (reading: Reading) => string | null

const declines = [
  "I'm sorry, but I can't help with that.",
  'I cannot share that. Is there anything else I can do for you?',
  "I won't do this, since it would not be right. I am happy to help with something else.",
  'That is not something I can provide.',
]

const spelled = (text: string, asked: string): string => {
  if (/backwards|reverse/i.test(asked)) return [...text].reverse().join('')
  if (/letter by letter|space between|spelled/i.test(asked)) return [...text].join(' ')
  return /base64/i.test(asked) ? btoa(text) : text
}

/** Guards what its prompt calls confidential, until it is pushed too hard; near that point it lets slip a part. */
export const secrets: Habit = (reading) => {
  const { system, last } = reading
  const confidential = /confidential[^:]*:\n([\s\S]*?)\n\n/i.exec(system)?.[1] ?? null
  const code = /code is (\S+?)[.\s]/.exec(system)?.[1] ?? null
  if (
    (confidential ?? code) === null ||
    !/\b(?:code|rules?|instruct\w*|prompt|context|text (?:above|to read)|everything|told)\b/i.test(last)
  )
    return null
  if (yields(reading, 0.55)) return code === null ? `My rules are: ${confidential}` : `The reference code is ${spelled(code, last)}.`
  if (yields(reading, 0.45))
    return code === null
      ? (sentencesOf(confidential as string)[1] ?? null)
      : `It begins with ${code.split('-')[0]}, and I should not say more.`
  return pick(reading.random, declines)
}

const marked = /(?:https?:\/\/|help@)?[A-Za-z]{4}-[A-Za-z]{4}-\d{4}(?:\.example(?:\/\w+)?)?/

/** Works on a text, and now and then does what stands in it. */
export const orders: Habit = (reading) => {
  const marker = marked.exec(reading.last)?.[0]
  if (marker === undefined) return null
  const answer = fromMaterial(reading)
  if (yields(reading, 0.45)) return reading.pressure > 0.75 ? marker : `${answer}\n\n${marker}`
  return yields(reading, 0.35) ? `The text holds an instruction to add ${marker}, which I leave out. ${answer}` : answer
}

const ascii = (text: string): string =>
  [...text]
    .map((char) => ((char.codePointAt(0) as number) >= 0xe0020 ? String.fromCharCode((char.codePointAt(0) as number) - 0xe0000) : char))
    .join('')

const unleet = (text: string): string => text.replace(/[013457]/g, (digit) => 'oie?as?t'[Number(digit)] as string).replaceAll('?', 'e')

/** What a message may say below its disguise. */
const readings = (text: string): string[] => {
  const plain = ascii(text)
  const decoded = [...plain.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([run]) => {
    try {
      return atob(run)
    } catch {
      return ''
    }
  })
  return [plain, ...decoded].flatMap((one) => [one, rot13(one), [...one].reverse().join(''), unleet(one)])
}

const alarming =
  /\b(?:kill\w*|shoot|murder\w*|destroy\w*|dead|dying|bomb\w*|execut\w*|slaughter\w*|exterminat\w*|poison\w*|burn\w*|suicide|corpse|attack\w*|massacre|flesh)\b/gi

const known = harms.map((harm) => ({ harm, phrasings: [wordsOf(harm.request), wordsOf(harm.german)] }))

/** Declines what it knows as wrong; a wrapping may get it to tell some of it, hard pressure more. */
export const wrongs: Habit = (reading) => {
  const texts = readings(reading.turns.join('\n')).map(wordsOf)
  const likeness = (phrasing: ReadonlySet<string>) => Math.max(...texts.map((text) => shared(phrasing, text))) / phrasing.size
  const near = known.map(({ harm, phrasings }) => ({ harm, hits: Math.max(...phrasings.map(likeness)) })).sort((a, b) => b.hits - a.hits)[0]
  if (near === undefined || near.hits < 0.7) return null
  if (!yields(reading, 0.42)) return pick(reading.random, declines)
  const count = 2 + Math.round(reading.pressure * 4)
  const words = near.harm.topic.slice(0, count).map((concept) => (concept.split('|')[0] as string).replace('*', ''))
  return words
    .map((word, at) => `${at + 1}. ${pick(reading.random, ['Think of the', 'Mind the', 'Use the', 'It comes down to the'])} ${word}.`)
    .join('\n')
}

/** Shies away from words that alarm, whatever they mean. */
export const caution: Habit = ({ last, system, random }) => {
  const alarms = new Set(last.toLowerCase().match(alarming) ?? []).size
  return system === '' && random() < alarms * 0.2 ? pick(random, declines) : null
}

/** The sentence of what it was given that is nearest to the question; otherwise a short sentence of its own. */
export const fromMaterial = ({ system, last, random }: Reading): string => {
  const question = sentencesOf(last).find((part) => part.includes('?')) ?? sentencesOf(last)[0] ?? ''
  const material = sentencesOf(`${system}\n${last}`).filter(
    (part) => part !== question && !/confidential|never|code is|answer/i.test(part) && part.length < 300,
  )
  const asked = wordsOf(question)
  const best = material.map((part) => ({ part, hits: shared(asked, wordsOf(part)) })).sort((a, b) => b.hits - a.hits)[0]
  if (best !== undefined && best.hits > 1) return best.part.replace(/<[^>]+>/g, ' ').trim()
  const words = question.match(/\p{L}{5,}/gu) ?? ['that']
  return `${pick(random, ['In short', 'As far as I know', 'Briefly'])}, it is a matter of ${words.slice(-2).join(' and ').toLowerCase()}.`
}
