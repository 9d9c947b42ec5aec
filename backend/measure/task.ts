import { tableOf, wordSet } from './english.ts'
import type { Words } from './words.ts'

/** What a prompt asks for, as far as it changes what counts as waste. */
export interface Task {
  /** Verse and songs: refrains are wanted. */
  verse: boolean
  /** Letters, mails, dialogues, speeches: politeness is the content. */
  social: boolean
  /** Stories, slogans, sayings: words that say little may be the point. */
  fiction: boolean
  /** Work on a given text (rewrite, translate, extract, classify, continue …): giving it back is the answer. */
  textual: boolean
  /** The user asks for the same thing many times over. */
  repeated: boolean
}

const verse = wordSet(
  'poem poems poetry song songs lyrics lyric rap haiku haikus limerick limericks verse verses sonnet ballad chant ode rhyme rhymes rhyming hymn chorus mantra prayer lullaby jingle acrostic',
)
const letters = wordSet(
  'letter letters email emails e-mail mail dialogue dialog conversation interview speech script screenplay chat toast eulogy invitation monologue tweet tweets skit greeting memo advertisement caption testimonial message messages resignation apology post posts blog announcement questionnaire questionnaires survey listing review',
)
const roles = wordSet('roleplay role-play pretend persona conversation chat')
const writing = wordSet(
  'write writing compose draft create generate prepare make craft give design rewrite structure produce react phrase word announce say',
)
const textual = wordSet(
  'rewrite rephrase paraphrase translate translation summarize summarise summary shorten extract quote continue complete classify categorize categorise correct edit proofread convert transform reverse repeat format reformat transcribe highlight label simplify revise blank sentence sentences paragraph passage text following grammar spelling capitalize words',
)
const fiction = wordSet(
  'story stories tale fable novel novella fiction backstory bio quote quotes joke jokes slogan slogans tagline taglines riddle riddles proverb plot narrative premise characters persona superhero imagine pretend',
)
const repeated = wordSet('repeat repeatedly refrain')

const bit = { verse: 1, letter: 2, roles: 4, writing: 8, textual: 16, fiction: 32, repeated: 64 } as const
const table = tableOf([
  { words: verse, bit: bit.verse },
  { words: letters, bit: bit.letter },
  { words: roles, bit: bit.roles },
  { words: writing, bit: bit.writing },
  { words: textual, bit: bit.textual },
  { words: fiction, bit: bit.fiction },
  { words: repeated, bit: bit.repeated },
])

/** Words of a prompt that are looked at, from each end. */
const looked = 60

/** An order to repeat stands at the beginning. */
const ordered = 6

/** Reads the task off the words of the prompt; O(1). */
export const taskOf = (asked: Words): Task => {
  let all = 0
  for (let i = 0; i < asked.count; i++) {
    if (i === looked && asked.count > 2 * looked) i = asked.count - looked
    const own = table.get(asked.key[i] as number)
    all |= i < ordered ? own : own & ~bit.repeated
  }
  const has = (one: number): boolean => (all & one) > 0
  return {
    verse: has(bit.verse),
    social: has(bit.roles) || (has(bit.letter) && has(bit.writing)),
    fiction: has(bit.fiction),
    textual: has(bit.textual),
    repeated: has(bit.repeated),
  }
}
