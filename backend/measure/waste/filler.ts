import { functionWords, wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import type { Context, Found, WasteDetector } from './detector.ts'

/** What a sentence that could stand in any answer does. */
const acts = [
  {
    name: 'praises the question',
    words: wordSet(
      'great good excellent interesting fascinating wonderful fantastic thoughtful awesome lovely question topic choice thanks thank asking appreciate glad happy pleased delighted pleasure welcome sure certainly absolutely course definitely okay ok alright hello hi hey greetings',
    ),
  },
  {
    name: 'offers help',
    words: wordSet(
      'help helping assist assistance support guide provide providing offer share explain break walk dive begin start started explore look delve clarify further additional more questions concerns feel free hesitate reach ask need anything else know happy',
    ),
  },
  {
    name: 'hopes it helped',
    words: wordSet(
      'hope hopefully helps helped helpful useful information answers answer clarifies satisfies luck wish best enjoy forget remember',
    ),
  },
  {
    name: 'speaks of itself',
    words: wordSet(
      'ai language model assistant chatbot trained personal opinions opinion feelings beliefs experiences knowledge cutoff real-time access disclaimer',
    ),
  },
  {
    name: 'hedges',
    words: wordSet(
      'important note worth noting mentioning keep mind remember consider bear depends depend depending vary varies various different factors many aspects individual circumstances specific general generally overall conclusion summary ultimately consult professional professionals expert experts advice seek always',
    ),
  },
]

const discourse = new Set<number>(acts.flatMap((act) => [...act.words]))

const scored = (text: Segmented, segment: Segment): { content: number; generic: number; act: string } => {
  const counts = acts.map(() => 0)
  let content = 0
  let generic = 0
  for (let i = segment.from; i < segment.to; i++) {
    const key = text.words.key[i] as number
    if (discourse.has(key)) {
      generic++
      acts.forEach((act, at) => {
        if (act.words.has(key)) counts[at] = (counts[at] ?? 0) + 1
      })
    } else if (!functionWords.has(key)) content++
  }
  return { content, generic, act: acts[counts.indexOf(Math.max(...counts))]?.name ?? '' }
}

/** Sentences that would fit any answer: made of function words and of words for talking about talking, at the edges of an answer. */
export const filler: WasteDetector = {
  id: 'filler',
  places: ['response'],
  find(text: Segmented, { task }: Context) {
    if (!text.english || task.social || task.verse) return []
    const found: Found[] = []
    const count = text.segments.length
    text.segments.forEach((segment, index) => {
      if (segment.kind !== 'sentence' || count < 2 || (index > 2 && index < count - 4)) return
      const { content, generic, act } = scored(text, segment)
      if (generic < 1 || content > 0) return
      found.push({ start: segment.start, end: segment.end, reason: `Fits any answer: ${act}.` })
    })
    return found
  },
}
