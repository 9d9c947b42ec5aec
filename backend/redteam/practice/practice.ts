import type { ChatMessage } from '../../core/provider.ts'
import { length, lookup, roughly, thought } from './effort.ts'
import { caution, fromMaterial, type Habit, orders, secrets, wrongs } from './habits.ts'
import { read } from './reading.ts'

/** An answer of the practice model. Tokens are a rough count of its own; `reasoning` is hidden. */
export interface PracticeAnswer {
  text: string
  finishReason: 'stop' | 'length'
  tokens: { input: number; output: number; reasoning: number }
  latencyMs: number
}

const habits: readonly Habit[] = [lookup, secrets, orders, wrongs, length, caution]

/**
 * A simulated target to try a run without a key: no model, but habits that react to what they read, hold for a while and give in under
 * pressure, as real ones do. Pure: the same messages and seed give the same answer. What it yields says nothing about any model.
 */
export const practiceAnswer = (messages: readonly ChatMessage[], seed: number, maxTokens: number): PracticeAnswer => {
  const reading = read(messages, seed)
  const said = habits.reduce<string | null>((answer, habit) => answer ?? habit(reading), null) ?? fromMaterial(reading)
  const wanted = thought(reading)
  const reasoning = Math.min(wanted, maxTokens)
  const text = said.slice(0, (maxTokens - reasoning) * 4)
  const tokens = { input: roughly(messages.map(({ content }) => content).join('\n')), output: roughly(text), reasoning }
  const latencyMs = Math.round((90 + 0.02 * tokens.input + 6 * (tokens.output + reasoning)) * (0.9 + 0.2 * reading.random()))
  return { text, finishReason: text === said && reasoning === wanted ? 'stop' : 'length', tokens, latencyMs }
}
