import type { Vendor } from '../../core/provider.ts'
import type { Registry } from '../../core/registry.ts'
import type { AttackTools } from '../../redteam/strategy.ts'

const maxTokens = 400
/** A rewriting that takes longer than this is not waited for. */
const limitMs = 30_000
/** A model that failed so often in a row is asked no more in this run. */
const mostFailures = 3

export interface Generator {
  /** Of one run; `lost` is told once, when its model no longer answers. Null: the templates stand alone. */
  of(generator: string, lost: () => void): AttackTools['generate'] | null
}

/** The model that says attacks in other words: the runner's. */
export const createGenerator = (vendors: Registry<Vendor>): Generator => ({
  of: (generator, lost) => {
    const [id = '', ...rest] = generator.split(':')
    const vendor = vendors.get(id)
    if (vendor === undefined) return null
    const model = rest.join(':')
    let failures = 0
    return async (instruction, seed) => {
      if (failures >= mostFailures) return null
      const reply = await vendor.provider.chat(
        { model, messages: [{ role: 'user', content: instruction }], maxTokens, temperature: 0.8, seed },
        AbortSignal.timeout(limitMs),
      )
      if (reply.status === 'ok') {
        failures = 0
        return reply.text
      }
      failures += 1
      if (failures === mostFailures) lost()
      return null
    }
  },
})
