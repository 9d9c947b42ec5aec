import type { FileRecord } from './format.ts'

const longestLine = 32 * 1024 * 1024
const largestArray = 256 * 1024 * 1024

/** Lines with their number, without the break. A line longer than 32 Mi characters is cut off there, which is then no JSON. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncIterable<{ line: number; text: string }> {
  let rest = ''
  let line = 0
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n')
    rest = (parts.pop() ?? '').slice(0, longestLine)
    for (const text of parts) yield { line: ++line, text }
  }
  if (rest !== '') yield { line: line + 1, text: rest }
}

async function* jsonLines(chunks: AsyncIterable<string>): AsyncIterable<FileRecord> {
  for await (const { line, text } of linesOf(chunks)) {
    if (text.trim() === '') continue
    try {
      yield { line, value: JSON.parse(text) as unknown }
    } catch {
      yield { line, problem: 'is not JSON' }
    }
  }
}

async function* jsonArray(chunks: AsyncIterable<string>): AsyncIterable<FileRecord> {
  let text = ''
  for await (const chunk of chunks) {
    text += chunk
    if (text.length > largestArray) {
      yield { line: 1, problem: 'is an array of more than 256 Mi characters: turn it into JSON lines' }
      return
    }
  }
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch {
    yield { line: 1, problem: 'is not JSON' }
    return
  }
  for (const [index, value] of (Array.isArray(values) ? values : [values]).entries()) yield { line: index + 1, value }
}

/** The records of JSON lines or of one JSON array. */
export async function* jsonRecords(chunks: AsyncIterable<string>): AsyncIterable<FileRecord> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return
  const beginning = first.value.replace(/^\uFEFF/, '')
  async function* all(): AsyncIterable<string> {
    yield beginning
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  yield* beginning.trimStart().startsWith('[') ? jsonArray(all()) : jsonLines(all())
}

/** The first record of a file, from its beginning alone; null where it has none. */
export const firstRecord = (beginning: string): Record<string, unknown> | null => {
  const text = beginning.replace(/^\uFEFF/, '').trimStart()
  const candidates = text.startsWith('[') ? firstObject(text.slice(1)) : [text.split('\n')[0] ?? '', text]
  for (const candidate of candidates) {
    try {
      const value: unknown = JSON.parse(candidate)
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    } catch {
      // not this one
    }
  }
  return null
}

/** The text up to where the first object of an array closes; braces inside of texts do not count. */
const firstObject = (text: string): string[] => {
  let [depth, inText] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inText) {
      if (character === '\\') at++
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return [text.slice(0, at + 1)]
  }
  return []
}
