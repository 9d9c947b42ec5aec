import { three } from './format.ts'

export interface Change {
  /** "▲ 4.2 %" or "=" */
  text: string
  tone: 'better' | 'worse' | 'same' | 'none'
  /** In words, for readers of the screen. */
  words: string
}

/** Below this many logs a change is shown, but not called better or worse. */
export const enoughToJudge = 30

/** A value against that of the equal range before; `none` when either is missing. Changes below half a per cent are none. `lowerIsBetter` null: neither. */
export const changeOf = (now: number | null, before: number | null, lowerIsBetter: boolean | null): Change => {
  if (now === null) return { text: '', tone: 'none', words: 'no data' }
  if (before === null) return { text: '', tone: 'none', words: 'the range before has no data to compare with' }
  if (before === 0) {
    if (now === 0) return { text: '= before', tone: 'same', words: 'the same as before' }
    return { text: '▲ from 0', tone: lowerIsBetter === null ? 'same' : lowerIsBetter ? 'worse' : 'better', words: 'up from 0' }
  }
  const share = now / before - 1
  if (Math.abs(share) < 0.005) return { text: '= before', tone: 'same', words: 'the same as before' }
  const up = share > 0
  const size = share > 9 ? `× ${three(now / before)}` : `${three(Math.abs(share) * 100)}\u202f%`
  const tone = lowerIsBetter === null ? 'same' : up === lowerIsBetter ? 'worse' : 'better'
  return { text: `${up ? '▲' : '▼'} ${size}`, tone, words: `${up ? 'up' : 'down'} ${size} against before` }
}
