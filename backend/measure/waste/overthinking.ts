import { wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { contentOf } from './content.ts'
import { type Context, excerpt, type Found, type WasteDetector } from './detector.ts'

/** Words with which reasoning settles on something, and those with which it names its answer. */
const settles = wordSet('answer therefore thus so hence conclude conclusion final equals is result gives get total be makes')
const names = wordSet('answer final conclusion conclude result therefore')

const mentions = (text: Segmented, { from, to }: Segment, set: ReadonlySet<number>): boolean => {
  for (let i = from; i < to; i++) if (set.has(text.words.key[i] as number)) return true
  return false
}

/** Words of an answer that may be one word and the rest of its sentence. */
const shortAnswer = 10

/** What the reasoning had to find: the numbers and names of the answer that the prompt does not give; else its few words. */
const goalOf = (answer: Segmented, asked: ReadonlyMap<number, number>): readonly number[] => {
  for (const segment of answer.segments.toReversed()) {
    if (segment.kind === 'code' || segment.kind === 'table') continue
    const { hard } = contentOf(answer, segment)
    const own = hard.filter((stem) => !asked.has(stem))
    if (own.length > 0) return own
  }
  const only = answer.segments.length === 1 ? answer.segments[0] : undefined
  if (only === undefined) return []
  const { senses, leads } = contentOf(answer, only)
  if (senses.length <= 2) return senses
  // "Saturn has the most moons."
  const [first] = senses
  return leads && first !== undefined && !asked.has(first) && only.to - only.from <= shortAnswer ? [first] : []
}

type Stand = 'reached' | 'other' | 'none'

/** Whether a sentence settles on the goal, on something else, or on nothing. */
const standOf = (text: Segmented, segment: Segment, goal: readonly number[]): Stand => {
  if (!mentions(text, segment, settles)) return 'none'
  const { senses, hard } = contentOf(text, segment)
  if (goal.every((stem) => senses.includes(stem))) return 'reached'
  return mentions(text, segment, names) && hard.length > 0 && !goal.some((stem) => senses.includes(stem)) ? 'other' : 'none'
}

/** In visible reasoning: what comes after the answer was first reached for good, and only derives it again (Chen et al. 2024, arXiv 2412.21187). */
export const overthinking: WasteDetector = {
  id: 'overthinking',
  places: ['reasoning'],
  find(text: Segmented, { answer, askedStems }: Context) {
    const goal = goalOf(answer, askedStems)
    if (goal.length === 0) return []
    const stands = text.segments.map((segment) => standOf(text, segment, goal))
    // an answer that was given up is not reached until it comes again
    const changed = stands.lastIndexOf('other')
    const reached = stands.indexOf('reached', changed + 1)
    const first = text.segments[reached]
    const rest = text.segments[reached + 1]
    const last = text.segments.at(-1)
    if (first === undefined || rest === undefined || last === undefined) return []
    const of = { start: first.start, end: first.end, in: text.place }
    const found: Found = {
      start: rest.start,
      end: last.end,
      of,
      reason: `Goes on after the answer was reached: ${excerpt(text.text, first)}.`,
    }
    return [found]
  },
}
