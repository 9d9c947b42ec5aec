const quote = 34
const comma = 44
const backslash = 92
const newline = 10
const opens = new Set([91, 123]) // [ {
const closes = new Set([93, 125]) // ] }
const space = /^\s*$/

export type Piece = { line: number; text: string | null } | { line: number; problem: string }

/**
 * The texts of the elements of one JSON array with the line each begins on, without reading the array into memory; null for an element of
 * more than `longest` characters. It finds borders only: whether an element is JSON is for the caller to see. Linear, one look at a character.
 */
export async function* splitArray(chunks: AsyncIterable<string>, longest: number): AsyncIterable<Piece> {
  let depth = 0
  let inText = false
  let escaped = false
  let line = 1
  let began = 0 // line of the element's first character, 0 before it
  let parts: string[] = []
  let length = 0

  const take = (part: string): void => {
    length += part.length
    if (length > longest) parts = []
    else parts.push(part)
  }
  const end = (): Piece | null => {
    const piece = { line: began || line, text: length > longest ? null : parts.join('') }
    parts = []
    length = 0
    began = 0
    return piece.text !== null && space.test(piece.text) ? null : piece
  }

  for await (const chunk of chunks) {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at)
      if (code === newline) line++
      if (inText) {
        if (escaped) escaped = false
        else if (code === backslash) escaped = true
        else if (code === quote) inText = false
        continue
      }
      if (depth === 1 && (code === comma || closes.has(code))) {
        take(chunk.slice(start, at))
        start = at + 1
        const piece = end()
        if (piece !== null) yield piece
        if (code !== comma) depth = 0
        continue
      }
      if (depth === 1 && began === 0 && code > 32) began = line
      if (code === quote && depth > 0) inText = true
      else if (opens.has(code)) {
        depth++
        if (depth === 1) start = at + 1
      } else if (closes.has(code)) depth--
      else if (depth <= 0 && code > 32) {
        yield { line, problem: 'there is more after the end of the list' }
        return
      }
    }
    if (depth > 0) take(chunk.slice(start))
  }
  if (depth > 0) {
    if (length > 0 && !parts.every((part) => space.test(part))) yield { line: began || line, problem: 'the list breaks off here' }
    else yield { line, problem: 'the list has no end' }
  }
}
