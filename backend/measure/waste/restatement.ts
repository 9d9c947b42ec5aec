import { wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { carries, contentOf } from './content.ts'
import type { Context, Found, WasteDetector } from './detector.ts'

/** Words with which an answer speaks of the question instead of answering it. */
const aboutAsking = wordSet(
  'asked asking ask asks question request query prompt want wants wanted looking wondering interested curious inquiring inquired requested requesting',
)
const you = wordSet("you you're you'd you've your user")

const mentions = (text: Segmented, segment: Segment, set: ReadonlySet<number>): boolean => {
  for (let i = segment.from; i < segment.to; i++) if (set.has(text.words.key[i] as number)) return true
  return false
}

/** Share of a sentence's content that stands in the prompt. */
const shareIn = (text: Segmented, segment: Segment, asked: ReadonlySet<number>): { share: number; shared: number } => {
  const stems = contentOf(text, segment).stems.filter((stem) => !talk.has(stem))
  const shared = stems.filter((stem) => asked.has(stem)).length
  return { share: stems.length > 0 ? shared / stems.length : 0, shared }
}

const talk = wordSet('question questions asked asking ask answer answers response request query prompt want know understand information')

/** Sentences of an answer in which a prompt is usually given back. */
const firstSentences = 3

/** Gives the prompt back without adding to it. `of` is the prompt. */
export const restatement: WasteDetector = {
  id: 'restatement',
  places: ['response'],
  find(text: Segmented, { log, asked, task }: Context) {
    if (task.textual || task.verse || asked.count < 3) return []
    const stems = new Set<number>()
    for (let i = 0; i < asked.count; i++) if (carries(asked, i, true)) stems.add(asked.stem[i] as number)
    const found: Found[] = []
    const of = { start: asked.start[0] as number, end: asked.end[asked.count - 1] as number, in: 'prompt' as const }
    text.segments.slice(0, firstSentences).forEach((segment) => {
      if (segment.kind !== 'sentence' || segment.to - segment.from < 4) return
      // a line that ends in a colon leads in what follows
      if (text.text[segment.end - 1] === ':') return
      const { share, shared } = shareIn(text, segment, stems)
      const about = mentions(text, segment, aboutAsking) && mentions(text, segment, you)
      if (shared < 2 || share < (about ? 0.6 : 0.9) || (!about && shared < 3)) return
      if (!about && text.segments.length === 1) return
      found.push({ start: segment.start, end: segment.end, of, reason: 'Gives the question back without adding to it.' })
    })
    return log.prompt === '' ? [] : found
  },
}
