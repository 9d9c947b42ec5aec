/** One record of a file: a log in the contract's shape, or what is wrong with it. `line` counts from 1. */
export type FileRecord = { line: number; value: unknown } | { line: number; problem: string }

/** A file format: whether the beginning of a file looks like it, and how to read one in bounded memory. */
export interface Format {
  readonly id: string
  /** The first characters of the file. */
  detect(beginning: string): boolean
  read(chunks: AsyncIterable<string>): AsyncIterable<FileRecord>
}
