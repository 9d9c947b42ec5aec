import { pick, type Random } from '../core/random.ts'
import type { Exchange } from './sampleTexts.ts'

const openers = [
  'Certainly! I would be happy to help you with that.',
  'Great question! I am glad you asked.',
  'Of course! I would be delighted to assist you today.',
]
const closers = [
  'I hope this helps! Let me know if you have any other questions.',
  'Please feel free to reach out if you need anything else.',
]

/** How an answer wastes, and how often per thousand calls. */
const kinds = [
  ['filler', 45],
  ['repetition', 30],
  ['restatement', 20],
  ['loop', 10],
  ['overthinking', 35],
] as const
type Kind = (typeof kinds)[number][0] | 'none'

const kindOf = (random: Random): Kind => {
  let draw = random() * 1000
  for (const [kind, often] of kinds) {
    draw -= often
    if (draw < 0) return kind
  }
  return 'none'
}

export interface Answer {
  response: string
  reasoning?: string
}

const join = (sentences: readonly string[]): string =>
  sentences.reduce((text, sentence) => (text === '' || text.endsWith('\n') ? text + sentence : `${text} ${sentence}`), '')

/** The answer of an exchange as it should be, or, about one time in eight, with waste of a kind that real models produce. */
export const answerOf = (random: Random, { prompt, sentences, reasoning }: Exchange): Answer => {
  const kind = kindOf(random)
  const said = join(sentences)
  const thought = reasoning && join(reasoning)
  const plain: Answer = { response: said, ...(thought !== undefined && { reasoning: thought }) }
  const [first = '', last = ''] = [sentences[0], sentences.at(-1)]
  switch (kind) {
    case 'filler':
      return { ...plain, response: `${pick(random, openers)} ${said} ${pick(random, closers)}` }
    case 'repetition':
      return { ...plain, response: `${said} To say it again: ${first}` }
    case 'restatement':
      return { ...plain, response: `${prompt} ${said}` }
    case 'loop':
      return { ...plain, response: `${said}${` ${last.trim()}`.repeat(18)}` }
    case 'overthinking':
      return thought === undefined
        ? plain
        : {
            response: said,
            reasoning: `${thought} So: ${said} Wait, let me check that again. ${said} Hmm, let me verify once more. ${said}`,
          }
    case 'none':
      return plain
  }
}
