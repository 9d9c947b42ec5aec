import { readFileSync } from 'node:fs'

/** A question, its answer and the reasoning before it; what follows `waste` only derives the answer again. */
export interface Chain {
  prompt: string
  response: string
  reasoning: string
  /** Offset in the reasoning; its length where nothing is wasted. */
  waste: number
}

const marker = ' || '

/** Chains of thought written for the purpose, with restarts, checks and changes of mind. */
export const chains = (): Chain[] => {
  const lines = readFileSync('bench/planted/chains.txt', 'utf8').split('\n').filter(Boolean)
  return Array.from({ length: Math.floor(lines.length / 3) }, (_, i) => {
    const [prompt = '', response = '', thought = ''] = lines.slice(3 * i, 3 * i + 3).map((line) => line.slice(3))
    const [before = '', after] = thought.split(marker)
    return {
      prompt,
      response,
      reasoning: after === undefined ? before : `${before} ${after}`,
      waste: before.length + (after === undefined ? 0 : 1),
    }
  })
}
