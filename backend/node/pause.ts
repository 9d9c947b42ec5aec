import { setMaxListeners } from 'node:events'
import type { Pause } from '../flows/stress/pace.ts'

/** A timer that ends early when one of the signals is aborted. */
export const pause: Pause = (ms, signals) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    setMaxListeners(0, ...signals) // all that waits in a run listens to the same signal
    for (const signal of signals) signal.addEventListener('abort', end)
    if (signals.some(({ aborted }) => aborted)) end()
  })
