import { countTokens } from '../../backend/measure/count.ts'
import { fitLength, type LengthRow, lengthFactor } from '../../backend/measure/length.ts'
import { featuresOf } from '../../backend/measure/promptFeatures.ts'
import type { Answer } from '../answers.ts'
import { atLeast, atMost, type Figure } from '../figure.ts'
import { seeded } from '../planted/plant.ts'
import { counted, shareOf } from '../share.ts'

const baselineRows = 400
const rounds = 100

const rowsOf = (answers: readonly Answer[], generator: string): LengthRow[] =>
  answers
    .filter((answer) => answer.generator === generator)
    .map(({ instruction, output }) => ({
      features: featuresOf(instruction, true),
      output: countTokens(output, 'gpt-4o'),
      reasoning: 0,
      languageKnown: true,
    }))

const shuffled = (count: number, random: () => number): number[] => {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}

/** Baselines of one model's answers against windows of another's, to prompts that are not in the baseline. */
const trials = (from: readonly LengthRow[], to: readonly LengthRow[], n: number, random: () => number) =>
  Array.from({ length: rounds }, () => {
    const order = shuffled(Math.min(from.length, to.length), random)
    const pick = (rows: readonly LengthRow[], start: number, end: number) => order.slice(start, end).map((i) => rows[i] as LengthRow)
    const model = fitLength(pick(from, 0, baselineRows))
    return model && lengthFactor(model, pick(to, baselineRows, baselineRows + n))
  }).filter((factor) => factor !== null)

const mean = (rows: readonly LengthRow[]): number => rows.reduce((sum, { output }) => sum + output, 0) / rows.length

/** The length factor on the same traffic and on answers that were asked to be long (metrics §3). */
export const onLength = (answers: readonly Answer[]): Figure[] => {
  const random = seeded(11)
  const generators = [...new Set(answers.map(({ generator }) => generator))]
  const same = generators.flatMap((generator) => trials(rowsOf(answers, generator), rowsOf(answers, generator), 50, random))
  const longer = generators
    .filter((generator) => generator.endsWith('_verbose'))
    .flatMap((generator) => {
      const from = rowsOf(answers, generator.replace('_verbose', ''))
      const to = rowsOf(answers, generator)
      return trials(from, to, 200, random).map((one) => ({ alarm: one.alarm, error: Math.abs(one.factor / (mean(to) / mean(from)) - 1) }))
    })
  const alarms = shareOf(same.filter(({ alarm }) => alarm).length, same.length)
  const found = shareOf(longer.filter(({ alarm }) => alarm).length, longer.length)
  const errors = longer.map(({ error }) => error).toSorted((a, b) => a - b)
  const error = errors.reduce((sum, one) => sum + one, 0) / errors.length
  const p90 = errors[Math.floor(errors.length * 0.9)] ?? 0
  return [
    atMost(`length factor, same traffic, n = 50: false alarm (${counted(alarms, '%')})`, 100 * alarms.value, '%', 1),
    atLeast(`length factor, base → verbose, n = 200: found (${counted(found, '')})`, found.value, 'share', 0.9),
    atMost(
      `length factor, base → verbose, n = 200: mean error of F (p90 ${(100 * p90).toFixed(1)} %, n ${errors.length})`,
      100 * error,
      '%',
      10,
    ),
  ]
}
