import type { Words } from './words.ts'

const size = 4
/** Fewer words than this cannot degenerate, only rhyme. */
const fewest = 24

/** A degenerate loop: more than 0.3 of the 4-grams of words are repeats (after Holtzman et al. 2020, arXiv 1904.09751). O(words). */
export const isLoop = (words: Words): boolean => {
  const total = words.count - size + 1
  if (words.count < fewest) return false
  const seen = new Set<number>()
  for (let i = 0; i < total; i++) {
    let hash = 17
    for (let k = 0; k < size; k++) hash = Math.imul(hash, 31) + (words.key[i + k] as number)
    seen.add(hash | 0)
  }
  return (total - seen.size) / total > 0.3
}
