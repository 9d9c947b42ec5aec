import { wordSet } from './english.ts'
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
const social = wordSet(
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

/** Words of a prompt that are looked at, from each end. */
const looked = 60

/** An order to repeat stands at the beginning. */
const ordered = 6

/** Reads the task off the words of the prompt; O(1). */
export const taskOf = (asked: Words): Task => {
  const task = { verse: false, social: false, fiction: false, textual: false, repeated: false }
  let letter = false
  let writes = false
  for (let i = 0; i < asked.count; i++) {
    if (i === looked && asked.count > 2 * looked) i = asked.count - looked
    const key = asked.key[i] as number
    if (verse.has(key)) task.verse = true
    if (social.has(key)) letter = true
    if (writing.has(key)) writes = true
    if (roles.has(key)) task.social = true
    if (fiction.has(key)) task.fiction = true
    if (textual.has(key)) task.textual = true
    if (i < ordered && repeated.has(key)) task.repeated = true
  }
  if (letter && writes) task.social = true
  return task
}
