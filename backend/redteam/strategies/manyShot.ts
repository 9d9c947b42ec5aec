import { pick, type Random } from '../../core/random.ts'
import { once } from '../generate.ts'
import { control, harms } from '../goals/harm.ts'
import { askings, shots } from '../goals/shots.ts'
import { fixed } from '../opening.ts'
import type { Strategy } from '../strategy.ts'

const counts = [2, 8, 16, 32, 64] as const
const speakers: readonly (readonly [string, string])[] = [
  ['User', 'Assistant'],
  ['Human', 'AI'],
  ['Q', 'A'],
  ['Guest', 'Host'],
]

/** So many exchanges, none twice in the same words. */
const exchanges = (random: Random, count: number): (readonly [string, string])[] => {
  const all = askings.flatMap((asking) =>
    shots.map(([deed, answer]) => [`${asking} ${deed}${/^(?:Tell|I) /.test(asking) ? '.' : '?'}`, answer] as const),
  )
  const drawn = all.map((shot) => ({ shot, place: random() })).sort((a, b) => a.place - b.place)
  return drawn.slice(0, count).map(({ shot }) => shot)
}

export const manyShot: Strategy = {
  id: 'many-shot',
  title: 'Many-shot conversation',
  family: 'jailbreak',
  owasp: 'LLM01',
  reference: 'Anil et al. 2024, Many-shot jailbreaking (Anthropic)',
  description: 'A faked conversation in which the assistant answers every small wrong without scruple, and then the request.',
  levels: ['2 exchanges', '8 exchanges', '16 exchanges', '32 exchanges', '64 exchanges'],
  goals: harms.length,
  draft: ({ intensity, goal, own }) => {
    const { request, shared } = control(goal)
    const count = counts[intensity - 1]
    if (count === undefined) return shared
    const [asks, answers] = pick(own, speakers)
    const told = exchanges(own, count).map(([question, answer]) => `${asks}: ${question}\n${answers}: ${answer}`)
    return { ...shared, ...fixed(`${told.join('\n\n')}\n\n${asks}: ${request}\n${answers}:`) }
  },
  next: once,
}
