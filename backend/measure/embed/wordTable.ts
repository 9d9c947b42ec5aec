import { Table } from '../table.ts'

/** What words mean: a row of small whole numbers for each word, near words having near rows. */
export interface WordTable {
  /** Rows; row 0 says nothing. */
  readonly count: number
  readonly dimensions: number
  /** Hash of a word → its row plus one; 0 where the word is not known. */
  find(key: number): number
  /** The rows one after another. */
  readonly values: Int8Array
  /** The same bytes, four values in one number, the first the lowest. */
  readonly packed: Int32Array
}

/** Reads the table that `scripts/distil.py` writes: format, rows, keys, dimensions; hashes of words; their rows; the rows. */
export const readWordTable = (bytes: Uint8Array): WordTable => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [format = 0, count = 0, keys = 0, dimensions = 0] = [0, 4, 8, 12].map((at) => view.getUint32(at, true))
  const rowsAt = 16 + 4 * keys
  const valuesAt = rowsAt + 2 * keys
  if (format !== 1 || dimensions % 4 !== 0 || bytes.length !== valuesAt + count * dimensions)
    throw new Error('this is no table of words of format 1')
  const index = new Table(keys)
  for (let i = 0; i < keys; i++) index.put(view.getInt32(16 + 4 * i, true), view.getUint16(rowsAt + 2 * i, true) + 1)
  const values = new Int8Array(count * dimensions)
  values.set(new Int8Array(bytes.buffer, bytes.byteOffset + valuesAt, values.length))
  return { count, dimensions, find: (key) => index.get(key), values, packed: new Int32Array(values.buffer) }
}
