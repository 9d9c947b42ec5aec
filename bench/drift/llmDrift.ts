import { parse } from 'csv-parse/sync'
import type { StaticEmbedder } from '../../backend/measure/embed/static.ts'
import { factsOfLog } from '../../backend/measure/facts.ts'
import { logWith } from '../../test/logWith.ts'
import { atLeast, type Figure } from '../figure.ts'
import { read } from './reading.ts'

const files = ['PRIME_FULL_EVAL.csv', 'SENSITIVEQ_EVAL.csv']
const models = [
  ['openaichat/gpt-3.5-turbo-0301', 'openaichat/gpt-3.5-turbo-0613'],
  ['openaichat/gpt-4-0314', 'openaichat/gpt-4-0613'],
] as const

/** March against June 2023, same prompts: whether the change is found, and the halves of March against each other are not. */
export const changesOf = (embedder: StaticEmbedder, load: (name: string) => string): Figure[] =>
  files.flatMap((file) => {
    const rows = parse(load(file), { columns: true }) as { model: string; query: string; answer: string }[]
    const factsOf = (model: string) =>
      rows
        .filter((row) => row.model === model)
        .map(({ query, answer }) => factsOfLog(embedder, logWith({ prompt: query, response: answer })))
    return models.map(([march, june]) => {
      const [before, after] = [factsOf(march), factsOf(june)]
      const { semanticDrift, styleDrift, attribution } = read(after, before).drift
      const half = read(
        before.filter((_, at) => at % 2 === 0),
        before.filter((_, at) => at % 2 === 1),
      ).drift
      const told = `meaning ${semanticDrift?.toFixed(2) ?? '–'}, style ${styleDrift?.toFixed(2) ?? '–'}, ${attribution}; halves of March ${half.attribution}`
      return atLeast(
        `LLMDrift ${file.split('_')[0]?.toLowerCase()}, ${june.split('/')[1]} (n ${after.length}): ${told}`,
        Math.max(semanticDrift ?? 0, styleDrift ?? 0),
        'drift',
        0.3,
      )
    })
  })
