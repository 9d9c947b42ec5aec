import type { Clock } from '../../core/ports.ts'
import type { PacedModel } from './context.ts'
import { inTurn } from './pace.ts'
import { promptTokens } from './spend.ts'

const maxTokens = 400
/** A rewriting that takes longer than this is not waited for. */
const limitMs = 30_000
/** A model that failed so often in a row is asked no more in this run. */
const mostFailures = 3

/** A text by the instruction; null when the model does not answer, or the signal is aborted before. */
export type Generate = (instruction: string, seed: number, signal: AbortSignal) => Promise<string | null>

/**
 * The model that says attacks in other words: the runner's. Where it is the target too both take turns, so that no latency of the target is that
 * of a line. `lost` is told once, when the model no longer answers.
 */
export const createGenerate = ({ vendor, model, pace }: PacedModel, clock: Clock, lost: () => void): Generate => {
  let failures = 0
  return async (instruction, seed, signal) => {
    if (failures >= mostFailures) return null
    const messages = [{ role: 'user' as const, content: instruction }]
    const turn = await pace.turn(promptTokens(messages, model) + maxTokens, signal, () => {})
    if (turn.status !== 'go') return null
    const reply = await inTurn(pace, turn, clock, () =>
      vendor.provider.chat({ model, messages, maxTokens, temperature: 0.8, seed }, AbortSignal.any([signal, AbortSignal.timeout(limitMs)])),
    )
    if (reply.status === 'ok') {
      failures = 0
      return reply.text
    }
    if (signal.aborted) return null
    failures += 1
    if (failures === mostFailures) lost()
    return null
  }
}
