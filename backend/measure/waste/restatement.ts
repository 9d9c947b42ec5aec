import { mark, stemSet, tableOf, wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { keyOf } from '../stem.ts'
import { trait } from '../words.ts'
import { carries } from './content.ts'
import type { Context, Found, WasteDetector } from './detector.ts'

/** Words with which an answer speaks of the asking. */
const asking = stemSet('ask asked question query inquiry enquiry request prompt task wonder curious inquire')
/** Words that may mean it, when the sentence has nothing else of its own. */
const wanting = stemSet('want need looking interested like concern talk understand')
/** Words that go with them; they count neither for nor against. */
const neutral = stemSet(
  'topic subject look interest seek know find learn discuss regard comes hand user person somebody someone exactly here info information',
)
const reader = wordSet("you you're you'd you've you'll your user person somebody someone let's we this the task prompt question")
const me = keyOf('me')
const letKey = keyOf('let')
const verdicts = wordSet('yes no yeah nope indeed correct incorrect true false')

const bit = { reader: 1, verdict: 2, asking: 1, wanting: 2, neutral: 4 } as const
const byKey = tableOf([
  { words: reader, bit: bit.reader },
  { words: verdicts, bit: bit.verdict },
])
const byStem = tableOf([
  { words: asking, bit: bit.asking },
  { words: wanting, bit: bit.wanting },
  { words: neutral, bit: bit.neutral },
])

interface Reading {
  shared: number
  added: number
  about: boolean
  /** It takes a side, and so answers. */
  decides: boolean
  numbers: number
  /** Words of the prompt, in the order of the prompt. */
  ordered: number
}

/** Reads a sentence; null as soon as it surely is no restatement: it adds more than a third of all it could share. */
const read = ({ words, english }: Segmented, segment: Segment, asked: ReadonlyMap<number, number>, negated: boolean): Reading | null => {
  const reading = { shared: 0, added: 0, about: false, decides: false, numbers: 0, ordered: 0 }
  const counted = new Set<number>()
  let last = -1
  let strong = false
  let weak = false
  let reads = false
  for (let i = segment.from; i < segment.to; i++) {
    const key = words.key[i] as number
    const stem = words.stem[i] as number
    const keyBits = byKey.get(key)
    const stemBits = byStem.get(stem)
    if (keyBits & bit.verdict && i < segment.from + 2) reading.decides = true
    if ((words.marks[i] as number) & mark.negation && !negated) reading.decides = true
    if (keyBits & bit.reader) reads = true
    // "let me know" offers
    if (key === me && i > segment.from && words.key[i - 1] === letKey) reading.decides = true
    if (stemBits & bit.asking) strong = true
    else if (stemBits & bit.wanting) weak = true
    if (!carries(words, i, english) || counted.has(stem)) continue
    counted.add(stem)
    if ((words.traits[i] as number) & trait.number) reading.numbers++
    const at = asked.get(stem)
    if (at !== undefined) {
      reading.shared++
      if (at > last) reading.ordered++
      last = at
    } else if (stemBits === 0 && 3 * ++reading.added > asked.size) return null
  }
  reading.about = reads && (strong || (weak && reading.added === 0))
  return reading
}

/** Prompts longer than this carry the matter to work on, and an answer must use its words. */
const longPrompt = 80
/** A question that wants yes or no is answered by its own words. */
const closedQuestion = wordSet('is are was were do does did can could should would will has have had am may might must')

const isEdge = (index: number, count: number): boolean => index < 3 || index >= count - 2

/** Gives the prompt back without adding to it. `of` is the prompt. */
export const restatement: WasteDetector = {
  id: 'restatement',
  places: ['response'],
  find(text: Segmented, { asked, askedStems: stems, task }: Context) {
    if (task.verse || asked.count < 3 || asked.count > 4 * longPrompt) return []
    const negated = asked.marks.some((marks) => marks & mark.negation)
    const closed = closedQuestion.has(asked.key[0] as number)
    const of = { start: asked.start[0] as number, end: asked.end[asked.count - 1] as number, in: 'prompt' as const }
    const found: Found[] = []
    text.segments.forEach((segment, index) => {
      if (segment.kind !== 'sentence' || segment.to - segment.from < 4 || !isEdge(index, text.segments.length)) return
      // a line that ends in a colon leads in what follows
      if (text.text[segment.end - 1] === ':') return
      const r = read(text, segment, stems, negated)
      if (r === null) return
      const share = r.shared / Math.max(1, r.shared + r.added)
      const covered = r.shared / Math.max(1, stems.size)
      const asks = text.text[segment.end - 1] === '?'
      const quotes = /["“]/.test(text.text.slice(segment.start, Math.min(segment.end, segment.start + 400)))
      const about =
        r.about && !quotes && share >= 0.75 && r.shared >= Math.min(2, stems.size) && covered >= (asks ? 0.8 : 0.4) && !r.decides
      // without talk of the asking, it must be the question itself, nearly whole and in its order
      const wordy = share === 1 && !quotes && r.shared - r.numbers >= 3 && !r.decides && asked.count <= longPrompt
      const echo = wordy && !closed && !task.textual && covered >= 0.7 && r.ordered >= 0.7 * r.shared
      const begins = text.words.key[segment.from] === asked.key[0]
      const verbatim = (asks || begins) && share === 1 && r.shared >= Math.max(2, 0.8 * stems.size)
      if (!(about && !task.textual) && !echo && !verbatim) return
      found.push({ start: segment.start, end: segment.end, of, reason: 'Gives the question back without adding to it.' })
    })
    return found
  },
}
