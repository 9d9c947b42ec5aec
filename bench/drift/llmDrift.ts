import { parse } from 'csv-parse/sync'
import type { Embedder } from '../../backend/core/embedder.ts'
import { atLeast, type Figure } from '../figure.ts'
import { factsBy } from './facts.ts'
import { read } from './reading.ts'

const files = ['PRIME_FULL_EVAL.csv', 'SENSITIVEQ_EVAL.csv']
const models = [
  ['openaichat/gpt-3.5-turbo-0301', 'openaichat/gpt-3.5-turbo-0613'],
  ['openaichat/gpt-4-0314', 'openaichat/gpt-4-0613'],
] as const

/** March against June 2023, same prompts: whether the change is found, and the halves of March against each other are not. */
export const changesOf = async (embedder: Embedder, load: (name: string) => string): Promise<Figure[]> => {
  const figures = []
  for (const file of files) {
    const rows = parse(load(file), { columns: true }) as { model: string; query: string; answer: string }[]
    const factsOf = (model: string) =>
      factsBy(
        embedder,
        rows.filter((row) => row.model === model).map(({ query, answer }) => ({ prompt: query, response: answer })),
      )
    for (const [march, june] of models) {
      const [before, after] = [await factsOf(march), await factsOf(june)]
      const { semanticDrift, styleDrift, attribution } = read(after, before).drift
      const half = read(
        before.filter((_, at) => at % 2 === 0),
        before.filter((_, at) => at % 2 === 1),
      ).drift
      const told = `meaning ${semanticDrift?.toFixed(2) ?? '–'}, style ${styleDrift?.toFixed(2) ?? '–'}, ${attribution}; halves of March ${half.attribution}`
      figures.push(
        atLeast(
          `LLMDrift ${file.split('_')[0]?.toLowerCase()}, ${june.split('/')[1]} (n ${after.length}): ${told}`,
          Math.max(semanticDrift ?? 0, styleDrift ?? 0),
          'drift',
          0.3,
        ),
      )
    }
  }
  return figures
}
