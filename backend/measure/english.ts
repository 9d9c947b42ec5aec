import { keyOf, stemOf } from './stem.ts'
import { Table } from './table.ts'

const listed = (lists: readonly string[]): string[] => lists.join(' ').split(/\s+/).filter(Boolean)

/** The keys of the words of some lists. */
export const wordSet = (...lists: string[]): ReadonlySet<number> => new Set(listed(lists).map(keyOf))

/** The bits of a word by the lists it stands in: one look instead of one for each list. */
export const tableOf = (lists: readonly { words: ReadonlySet<number>; bit: number }[]): Table => {
  const table = new Table(lists.reduce((sum, { words }) => sum + words.size, 0))
  for (const { words, bit } of lists) for (const word of words) table.put(word, table.get(word) | bit)
  return table
}

/** Their stems: holds every inflection of the words. */
export const stemSet = (...lists: string[]): ReadonlySet<number> => new Set(listed(lists).map(stemOf))

/** English function words: they hold a sentence together and say nothing about its subject. */
const functionWords = wordSet(
  'a an the this that these those some any each every either neither both all no none such other another own same',
  'i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them their theirs themselves one ones',
  'who whom whose which what whatever when where why how whether there here',
  'am is are was were be been being do does did doing done have has had having will would shall should can could may might must ought let',
  "i'm i'd i'll i've we're we'd we'll we've you're you'd you'll you've he's she's it's that's there's here's what's let's they're they'd they'll they've who's",
  "isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't won't wouldn't shan't shouldn't can't cannot couldn't mustn't",
  'and or but nor so yet for if then else than as because since while although though unless until till whereas',
  'of in on at by to from with without within into onto upon over under about above below between among through during before after against toward towards across along around behind beside beyond near off out up down via per like',
  'not very too also just only even still again ever never always often once more most much many few less least own quite rather really well however therefore thus hence',
  'e.g i.e etc vs s t d ll re ve m',
)

/** Words that turn a statement round: two statements that differ in one of them are not the same. */
const negations = wordSet(
  "not no never none neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't haven't hasn't hadn't mustn't nothing nobody",
)

/** Words that number or oppose: statements that differ in one are different. */
const ordinals = wordSet(
  'first second third fourth fifth sixth seventh eighth ninth tenth last one two three four five six seven eight nine ten pros cons left right',
)

/** `common`: one that others stand for, or could (`waste/thesaurus.ts`). */
export const mark = { function: 1, negation: 2, ordinal: 4, common: 8 } as const

const marks = tableOf([
  { words: functionWords, bit: mark.function },
  { words: negations, bit: mark.negation },
  { words: ordinals, bit: mark.ordinal },
])

/** The bits of `mark` of a word's key, but for `common`, which goes by the stem. */
export const marksOf = (key: number): number => marks.get(key)

interface Marked {
  readonly text: string
  readonly count: number
  readonly start: readonly number[]
  readonly marks: readonly number[]
}

/** Is the text English? The share of function words tells languages apart from about twenty words on; fewer words get the benefit of the doubt. */
export const isEnglish = (words: Marked): boolean => {
  const looked = Math.min(words.count, 400)
  let known = 0
  let ascii = 0
  for (let i = 0; i < looked; i++) {
    if ((words.marks[i] as number) & mark.function) known++
    if (words.text.charCodeAt(words.start[i] as number) < 128) ascii++
  }
  if (ascii < looked * 0.8) return false
  return looked < 20 ? known > 0 || looked < 6 : known / looked >= 0.18
}
