/** Ends the waits of all who listen; who comes later waits for the next ring. */
export interface Bell {
  ring(): void
  /** Aborted by the next ring. */
  next(): AbortSignal
}

export const createBell = (): Bell => {
  let coming = new AbortController()
  return {
    ring: () => {
      coming.abort('it rang') // a reason of one's own spares an error with its stack
      coming = new AbortController()
    },
    next: () => coming.signal,
  }
}
