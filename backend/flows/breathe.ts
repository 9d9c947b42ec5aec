/** Lets waiting requests through, between two stretches of work that hold the event loop. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
