import { readFileSync } from 'node:fs'

/** Two sentences: the second says the first in other words, or adds to it. */
export interface Pair {
  voice: string
  first: string
  second: string
}

const head = /^# (.+) \| (shown|held)$/

/**
 * Pairs of a file of this folder, by voice: `rewordings` says the same again, `additions` something more of the same subject.
 * Those of `held` voices are only scored, never looked at while detectors are written.
 */
export const pairsOf = (name: 'rewordings' | 'additions', set: 'shown' | 'held'): Pair[] => {
  const pairs: Pair[] = []
  let voice = ''
  let own = false
  for (const line of readFileSync(`bench/planted/${name}.txt`, 'utf8').split('\n')) {
    const [, named, half] = head.exec(line) ?? []
    if (named !== undefined) {
      voice = named
      own = half === set
    }
    const [first, second] = line.split(' || ')
    if (own && first !== undefined && second !== undefined) pairs.push({ voice, first, second })
  }
  return pairs
}
