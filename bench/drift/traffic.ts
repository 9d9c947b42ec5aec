import type { DriftFacts } from '../../backend/core/drift.ts'
import type { Embedder } from '../../backend/core/embedder.ts'
import type { Answer } from '../answers.ts'
import { factsBy } from './facts.ts'
import { shuffled } from './random.ts'
import { topicsOf } from './topics.ts'

/** The models of which there are answers to the same prompts, as they are without an instruction on length. */
const plain = ['gpt4_0613', 'claude-2.1', 'Meta-Llama-3-70B-Instruct', 'Qwen1.5-1.8B-Chat']
const topicCount = 24

export interface Traffic {
  models: readonly string[]
  /** Numbers of the prompts. */
  all: readonly number[]
  facts(model: string, numbers: readonly number[]): (DriftFacts | null)[]
  /** Prompts of about half of the topics, and of the others, each in a new order. */
  split(next: () => number): { inside: number[]; outside: number[] }
}

export const createTraffic = async (answers: readonly Answer[], embedder: Embedder): Promise<Traffic> => {
  const byModel = new Map(plain.map((model) => [model, answers.filter(({ generator }) => generator === model)]))
  const facts = new Map<string, (DriftFacts | null)[]>()
  for (const [model, own] of byModel)
    facts.set(
      model,
      await factsBy(
        embedder,
        own.map(({ instruction, output }) => ({ prompt: instruction, response: output })),
      ),
    )
  const first = byModel.get('gpt4_0613') ?? []
  // topics by the words of prompt and of all models' answers, so that they are nobody's own
  const texts = first.map(
    ({ instruction }, at) => `${instruction} ${plain.map((model) => byModel.get(model)?.[at]?.output ?? '').join(' ')}`,
  )
  const topics = topicsOf(texts, topicCount, 5)
  const all = first.map((_, at) => at)
  return {
    models: plain,
    all,
    facts: (model, numbers) => numbers.map((at) => facts.get(model)?.[at] ?? null),
    split: (next) => {
      const own = new Set<number>()
      let size = 0
      for (const topic of shuffled([...new Set(topics)], next)) {
        if (size >= all.length * 0.45) break
        own.add(topic)
        size += topics.filter((other) => other === topic).length
      }
      const order = shuffled(all, next)
      return { inside: order.filter((at) => own.has(topics[at] as number)), outside: order.filter((at) => !own.has(topics[at] as number)) }
    },
  }
}
