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
  const dot = (rows: Int8Array, x: number, y: number, length: number): number => {
    let sum = 0
    // four at a time, which takes half as long
    for (let i = 0; i < length; i += 4)
      sum =
        (sum +
          Math.imul(rows[x + i] as number, rows[y + i] as number) +
          Math.imul(rows[x + i + 1] as number, rows[y + i + 1] as number) +
          Math.imul(rows[x + i + 2] as number, rows[y + i + 2] as number) +
          Math.imul(rows[x + i + 3] as number, rows[y + i + 3] as number)) |
        0
    return sum
  }
  const lengths = Float32Array.from({ length: count }, (_, row) => Math.sqrt(dot(values, row * dimensions, row * dimensions, dimensions)))
  // the first dimensions of all rows side by side: most looks end there, and find them in the nearer memory
  const first = new Int8Array(count * leading)
  for (let row = 0; row < count; row++) first.set(values.subarray(row * dimensions, row * dimensions + leading), row * leading)
  const rowOf = (key: number): number => Math.max(0, find(key) - 1)
  return {
    rowOf: (key, stem) => rowOf(key) || rowOf(stem),
    weightOf: (row) => (lengths[row] as number) / usual,
    likeness: (a, b) => {
      const lengthsOf = (lengths[a] as number) * (lengths[b] as number)
      const begun = dot(first, a * leading, b * leading, leading)
      if (begun <= hopeless * lengthsOf) return 0
      return (begun + dot(values, a * dimensions + leading, b * dimensions + leading, dimensions - leading)) / lengthsOf
    },
  }
}
