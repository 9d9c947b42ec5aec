import type { WordTable } from '../embed/wordTable.ts'

/** Meanings of words as rows of a static table: near words have near rows. The table is that of the static embedder. */
export interface Meanings {
  /** Row of a word by its key, else by its stem; 0 when neither is known. */
  rowOf(key: number, stem: number): number
  /** How much a row says, about 1 for a rare word. */
  weightOf(row: number): number
  /** Cosine of two rows; 0 where they are surely far apart. */
  likeness(a: number, b: number): number
}

/** The dimensions come in the order of what they carry: two words that share this little in the first ones are not near. */
const leading = 32
const hopeless = 0.1

/** Length of the row of a rare word, in the units of the table. */
const usual = 250

/** The table of the static embedder as meanings of words. */
export const createMeanings = ({ find, values, count, dimensions }: WordTable): Meanings => {
  const dot = (a: number, b: number, from: number, to: number): number => {
    let sum = 0
    for (let x = a * dimensions + from, y = b * dimensions + from, end = a * dimensions + to; x < end; x++, y++)
      sum += (values[x] as number) * (values[y] as number)
    return sum
  }
  const lengths = Float32Array.from({ length: count }, (_, row) => Math.sqrt(dot(row, row, 0, dimensions)))
  const rowOf = (key: number): number => Math.max(0, find(key) - 1)
  return {
    rowOf: (key, stem) => rowOf(key) || rowOf(stem),
    weightOf: (row) => (lengths[row] as number) / usual,
    likeness: (a, b) => {
      const lengthsOf = (lengths[a] as number) * (lengths[b] as number)
      const first = dot(a, b, 0, leading)
      return first <= hopeless * lengthsOf ? 0 : (first + dot(a, b, leading, dimensions)) / lengthsOf
    },
  }
}
