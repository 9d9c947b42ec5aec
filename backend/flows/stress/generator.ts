import type { Vendor } from '../../core/provider.ts'
import type { Registry } from '../../core/registry.ts'

const maxTokens = 400
/** A rewriting that takes longer than this is not waited for. */
const limitMs = 30_000
/** A model that failed so often in a row is asked no more in this run. */
const mostFailures = 3

/** A text by the instruction; null when the model does not answer, or the signal is aborted before. */
export type Generate = (instruction: string, seed: number, signal: AbortSignal) => Promise<string | null>

export interface Generator {
  /** Of one run; `lost` is told once, when its model no longer answers. Null: the templates stand alone. */
  of(generator: string, lost: () => void): Generate | null
}

/** The model that says attacks in other words: the runner's. */
export const createGenerator = (vendors: Registry<Vendor>): Generator => ({
  of: (generator, lost) => {
    const [id = '', ...rest] = generator.split(':')
    const vendor = vendors.get(id)
    if (vendor === undefined) return null
    const model = rest.join(':')
    let failures = 0
    return async (instruction, seed, signal) => {
      if (failures >= mostFailures) return null
      const reply = await vendor.provider.chat(
        { model, messages: [{ role: 'user', content: instruction }], maxTokens, temperature: 0.8, seed },
        AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
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
  },
})
