import { Table } from './table.ts'
import type { Words } from './words.ts'

const size = 4
/** Fewer words than this cannot degenerate, only rhyme. */
const fewest = 24

/** Share of the 4-grams. */
const tooMany = 0.3

const seen = new Table(0)

/** A degenerate loop: more than 0.3 of the 4-grams of words are repeats (after Holtzman et al. 2020, arXiv 1904.09751). O(words). */
export const isLoop = (words: Words): boolean => {
  const total = words.count - size + 1
  if (words.count < fewest) return false
  seen.clear(total)
  let repeats = 0
  // ends when what is left cannot make it a loop any more
  for (let i = 0; i < total && (repeats + total - i) / total > tooMany; i++) {
    let hash = 17
    for (let k = 0; k < size; k++) hash = (Math.imul(hash, 31) + (words.key[i + k] as number)) | 0
    if (seen.put(hash, 1) === 1) repeats++
  }
  return repeats / total > tooMany
}
