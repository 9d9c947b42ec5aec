import type { Draft } from './strategy.ts'

/** A first message of which a generator may put `free` in other words. */
export const opened = (before: string, free: string, after: string): Pick<Draft, 'opening' | 'free'> => ({
  opening: `${before}${free}${after}`,
  free: { start: before.length, end: before.length + free.length },
})

/** A first message that stands as it is. */
export const fixed = (opening: string): Pick<Draft, 'opening' | 'free'> => ({ opening, free: null })
