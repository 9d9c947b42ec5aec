/** Gives a slot back. */
export type Release = () => void

interface Waiting {
  start(): void
}

/**
 * A few slots and a bounded line before them, first come, first served. `enter` is null when the line is full; it rejects with the signal's reason
 * when the caller leaves while it waits. O(line) to leave, O(1) otherwise.
 */
export const createQueue = ({ slots, waiting: most, now = Date.now }: { slots: number; waiting: number; now?: () => number }) => {
  const line: Waiting[] = []
  let running = 0
  /** Milliseconds an answer takes, the recent ones counting most. */
  let usualMs = 1_000
  let idle: (() => void)[] = []

  const take = (): Release => {
    running += 1
    const began = now()
    let held = true
    return () => {
      if (!held) return
      held = false
      running -= 1
      usualMs = 0.8 * usualMs + 0.2 * (now() - began)
      line.shift()?.start()
      if (running > 0) return
      for (const tell of idle) tell()
      idle = []
    }
  }

  const wait = (signal: AbortSignal): Promise<Release> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        line.splice(line.indexOf(entry), 1)
        reject(signal.reason)
      }
      const entry = {
        start: () => {
          signal.removeEventListener('abort', leave)
          resolve(take())
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      line.push(entry)
    })

  return {
    enter: (signal: AbortSignal): Promise<Release> | null => {
      if (signal.aborted) return Promise.reject(signal.reason)
      if (running < slots) return Promise.resolve(take())
      return line.length < most ? wait(signal) : null
    },
    /** Seconds after which a place is likely. */
    retryAfter: (): number => Math.min(60, Math.max(1, Math.ceil((usualMs * (line.length + 1)) / slots / 1_000))),
    /** Resolves once nothing runs and nothing waits. */
    drained: (): Promise<void> => (running === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    get state() {
      return { running, waiting: line.length, slots, limit: most }
    },
  }
}

export type Queue = ReturnType<typeof createQueue>
