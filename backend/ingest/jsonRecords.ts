import { splitArray } from './arrayRecords.ts'
import type { FileRecord } from './format.ts'
import { linesOf } from './lines.ts'

/** Characters of one record; a longer one is reported and passed over. */
export const longestRecord = 32 * 1024 * 1024

const parsed = (line: number, text: string | null): FileRecord => {
  if (text === null) return { line, problem: 'is longer than 32 Mi characters' }
  try {
    return { line, value: JSON.parse(text) as unknown }
  } catch {
    return { line, problem: 'is not JSON' }
  }
}

async function* prepended(first: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** JSON lines, or one array: which, tells the first character that is no space. One record is in memory at a time. */
export async function* jsonRecords(chunks: AsyncIterable<string>): AsyncIterable<FileRecord> {
  const rest = chunks[Symbol.asyncIterator]()
  let beginning = ''
  while (beginning.trim() === '') {
    const next = await rest.next()
    if (next.done) return
    beginning += next.value
  }
  const whole = prepended(beginning.replace(/^\uFEFF/, ''), rest)
  if (
    beginning
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('[')
  ) {
    for await (const record of splitArray(whole, longestRecord)) yield 'problem' in record ? record : parsed(record.line, record.text)
    return
  }
  for await (const { line, text } of linesOf(whole, longestRecord)) if (text === null || text.trim() !== '') yield parsed(line, text)
}

/** The first record at the beginning of a file, whatever else there is; null when there is none. */
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
