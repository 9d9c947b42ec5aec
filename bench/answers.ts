import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Answer {
  generator: string
  instruction: string
  output: string
  dataset: string
}

/** Real answers of several models; null where the data is absent. */
export const realAnswers = (): Answer[] | null => {
  const folder = resolve('../shared/data/alpaca_eval')
  if (!existsSync(folder)) return null
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Answer),
    )
}

/** Answers as logs of the wire, with real texts; each call of the function is the next body. */
export const bodies = (answers: readonly Answer[], size: number): (() => string) => {
  let at = 0
  const next = () => {
    const answer = answers[at++ % answers.length] as Answer
    return {
      model: 'gpt-4o-mini',
      provider: 'openai',
      service: 'bench',
      route: answer.dataset,
      prompt: answer.instruction,
      response: answer.output,
      latencyMs: 200 + (at % 1000),
      usage: { promptTokens: Math.ceil(answer.instruction.length / 4), completionTokens: Math.ceil(answer.output.length / 4) },
    }
  }
  return () => (size === 1 ? JSON.stringify(next()) : JSON.stringify(Array.from({ length: size }, next)))
}
