import { wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { contentOf } from './content.ts'
import { type Context, excerpt, type Found, type WasteDetector } from './detector.ts'

/** Words with which reasoning settles on something. */
const concludes = wordSet('answer therefore thus so hence conclude conclusion final equals result gives total')

/** The numbers and names of the last statement of an answer: what the reasoning had to find. */
const goalOf = (answer: Segmented): ReadonlySet<number> => {
  const last = answer.segments.findLast((segment) => segment.kind !== 'code' && segment.to > segment.from)
  if (last === undefined) return new Set()
  const { hard, senses: stems } = contentOf(answer, last)
  return hard.length > 0 ? new Set(hard) : stems.length <= 2 ? new Set(stems) : new Set()
}

const mentions = (text: Segmented, segment: Segment, set: ReadonlySet<number>): boolean => {
  for (let i = segment.from; i < segment.to; i++) if (set.has(text.words.key[i] as number)) return true
  return false
}

const reaches = (text: Segmented, segment: Segment, goal: ReadonlySet<number>): boolean => {
  const here = new Set(contentOf(text, segment).senses)
  for (const stem of goal) if (!here.has(stem)) return false
  return true
}

/** In visible reasoning: what comes after the final answer was first reached (Chen et al. 2024, arXiv 2412.21187). */
export const overthinking: WasteDetector = {
  id: 'overthinking',
  places: ['reasoning'],
  find(text: Segmented, { answer }: Context) {
    const goal = goalOf(answer)
    if (goal.size === 0) return []
    const reached = text.segments.findIndex((segment) => reaches(text, segment, goal) && mentions(text, segment, concludes))
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
