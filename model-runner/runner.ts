import type { Context } from 'hono'
import type { Input, Model } from './answer.ts'
import { broken, type Fault, full, loading, refused, stopping, tooLong } from './errors.ts'
import { createQueue, type Release } from './queue.ts'

export interface Place {
  ok: true
  model: Model
  signal: AbortSignal
  release: Release
}

/** The one model of this process, from before it is loaded until it is closed, and the queue in front of it. */
export const createRunner = ({ id, slots, waiting }: { id: string; slots: number; waiting: number }) => {
  const queue = createQueue({ slots, waiting })
  const cut = new AbortController()
  let model: Model | null = null
  let status: 'loading' | 'ok' | 'error' = 'loading'
  let draining = false

  const refusal = (): Fault | null => {
    if (draining) return stopping
    if (status === 'loading') return loading
    return model === null ? broken : null
  }

  return {
    /** Takes the model once it is loaded. A failure is thrown on, and noted. */
    load: async (loaded: Promise<Model>): Promise<void> => {
      try {
        model = await loaded
        status = 'ok'
      } catch (error) {
        status = 'error'
        throw error
      }
    },
    /**
     * A slot for a request whose inputs fit, or why there is none. The slot is the caller's until it is released. The answer says how long the request
     * waited for it, so that whoever measures the model can leave that out.
     */
    enter: async (c: Context, inputs: readonly Input[]): Promise<Place | { ok: false; fault: Fault }> => {
      const fault = refusal()
      if (fault !== null || model === null) return { ok: false, fault: fault ?? broken }
      for (const input of inputs) {
        const measured = model.measure(input)
        if ('refused' in measured) return { ok: false, fault: refused(measured.refused) }
        if (!measured.fits) return { ok: false, fault: tooLong(measured.tokens, model.info.contextSize) }
      }
      const signal = AbortSignal.any([c.req.raw.signal, cut.signal])
      const turn = queue.enter(signal)
      if (turn === null) return { ok: false, fault: full(queue.retryAfter()) }
      const came = performance.now()
      const release = await turn
      c.header('Server-Timing', `queue;dur=${Math.round(performance.now() - came)}`)
      return { ok: true, model, signal, release }
    },
    health: () => ({
      status,
      model: model?.info.id ?? id,
      quantization: model?.info.quantization ?? null,
      contextSize: model?.info.contextSize ?? null,
      chatTemplate: model?.info.hasTemplate ?? null,
      queue: queue.state.waiting,
      running: queue.state.running,
      slots: queue.state.slots,
      queueLimit: queue.state.limit,
      stopping: draining,
    }),
    /** Refuses what is new, and waits for what runs: after `limitMs` it is cut off. */
    drain: async (limitMs: number): Promise<void> => {
      draining = true
      const timer = setTimeout(() => cut.abort(new Error('stopping')), limitMs)
      await queue.drained()
      clearTimeout(timer)
      await model?.close()
    },
  }
}

export type Runner = ReturnType<typeof createRunner>
