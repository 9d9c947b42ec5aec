import type { DriftSums, VectorSums } from '../../core/drift.ts'

/** The columns of a `DriftSums`, with their SQL types. */
export const sumTypes = {
  log_count: 'bigint',
  prompt_count: 'bigint',
  prompt_sum: 'int[]',
  prompt_squares: 'bigint',
  answer_count: 'bigint',
  answer_sum: 'int[]',
  answer_squares: 'bigint',
  style_count: 'bigint',
  style_sum: 'bigint[]',
  style_squares: 'bigint[]',
} as const
export const sumColumns = Object.keys(sumTypes) as (keyof typeof sumTypes)[]

export const toColumns = ({ count, prompt, answer, style }: DriftSums): Record<keyof typeof sumTypes, number | number[]> => ({
  log_count: count,
  prompt_count: prompt.n,
  prompt_sum: prompt.sum,
  prompt_squares: prompt.squares,
  answer_count: answer.n,
  answer_sum: answer.sum,
  answer_squares: answer.squares,
  style_count: style.n,
  style_sum: style.sum,
  style_squares: style.squares,
})

/** What to select: arrays come as JSON text, which is read ten times as fast as by a driver. */
export const selected = sumColumns
  .map((column) => (sumTypes[column].endsWith('[]') ? `array_to_json(${column})::text as ${column}` : `${column}::float8 as ${column}`))
  .join(', ')

export type SumsRow = { [Column in keyof typeof sumTypes]: (typeof sumTypes)[Column] extends 'bigint' ? number : string }

const vectors = (n: number, sum: string, squares: number): VectorSums => ({ n, sum: JSON.parse(sum) as number[], squares })

export const fromColumns = (row: SumsRow): DriftSums => ({
  count: row.log_count,
  prompt: vectors(row.prompt_count, row.prompt_sum, row.prompt_squares),
  answer: vectors(row.answer_count, row.answer_sum, row.answer_squares),
  style: { n: row.style_count, sum: JSON.parse(row.style_sum) as number[], squares: JSON.parse(row.style_squares) as number[] },
})
