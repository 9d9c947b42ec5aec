import { measure } from '../backend/measure/index.ts'
import { logWith } from '../test/logWith.ts'
import { type Answer, realAnswers } from './answers.ts'
import { type Figure, skipped } from './figure.ts'
import { seeded } from './planted/plant.ts'
import { tools } from './tools.ts'

const shown = 10
const threshold = 2.5

const draw = <T>(from: readonly T[], random: () => number): T[] => {
  const left = [...from]
  return Array.from({ length: Math.min(shown, left.length) }, () => left.splice(Math.floor(random() * left.length), 1)[0] as T)
}

/** An answer and what was found in it, for a reader who judges. `id` is its generator and its number among all answers of the data. */
const say = ({ instruction, output }: Answer, id: string): void => {
  const { waste, cognitiveWaste } = measure(logWith({ prompt: instruction, response: output }), tools)
  console.log(`\n== ${id}, cognitive waste ${cognitiveWaste?.toFixed(2)}\nPROMPT  ${instruction}\nANSWER  ${output.slice(0, 3000)}`)
  for (const span of waste.slice(0, 8))
    console.log(`${span.kind.toUpperCase()}  ${output.slice(span.start, span.end).slice(0, 200)}  — ${span.reason}`)
}

/** Ten answers with much waste and ten with none, drawn by a seed, to be read by eye; the verdicts stand in docs/measured.md. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) return skipped('by-eye')
  const rows = answers.map((answer, at) => ({
    answer,
    id: `${answer.generator} ${at}`,
    waste: measure(logWith({ prompt: answer.instruction, response: answer.output }), tools).cognitiveWaste ?? 1,
  }))
  const random = seeded(2026)
  const much = draw(
    rows.filter(({ waste }) => waste > threshold),
    random,
  )
  const none = draw(
    rows.filter(({ waste }) => waste === 1),
    random,
  )
  for (const { answer, id } of [...much, ...none]) say(answer, id)
  return []
}
