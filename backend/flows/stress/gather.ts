import { StoreUnavailable } from '../../core/ports.ts'

interface Waiting<In, Out> {
  item: In
  done(out: Out): void
  failed(error: unknown): void
}

/** Items that go together at most. */
const mostTogether = 64

/**
 * Does in one go what came while the last go was under way or while it `waits`. `work` answers for each item, in order. What one item makes fail
 * must not fail the others: then each goes alone, but for a database that is away.
 */
export const createGather = <In, Out>(
  work: (items: readonly In[]) => Promise<readonly Out[]>,
  waits: () => Promise<void>,
): ((item: In) => Promise<Out>) => {
  const queue: Waiting<In, Out>[] = []
  let running = false

  const go = async (together: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const outs = await work(together.map(({ item }) => item))
      for (const [at, { done }] of together.entries()) done(outs[at] as Out)
    } catch (error) {
      if (together.length === 1 || error instanceof StoreUnavailable) for (const { failed } of together) failed(error)
      else for (const one of together) await go([one])
    }
  }

  const run = async (): Promise<void> => {
    if (running) return
    running = true
    while (queue.length > 0) {
      await waits()
      await go(queue.splice(0, mostTogether))
    }
    running = false
  }

  return (item) =>
    new Promise((done, failed) => {
      queue.push({ item, done, failed })
      void run()
    })
}
