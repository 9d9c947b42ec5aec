/**
 * Lines with their number from 1, without the break; null for one longer than `longest` characters, which is passed over.
 * Linear: a chunk is looked at once, however long the line it belongs to.
 */
export async function* linesOf(chunks: AsyncIterable<string>, longest: number): AsyncIterable<{ line: number; text: string | null }> {
  let parts: string[] = []
  let length = 0
  let line = 1

  const take = (part: string): void => {
    length += part.length
    if (length > longest) parts = []
    else parts.push(part)
  }
  const end = () => {
    const found = { line, text: length > longest ? null : parts.join('') }
    parts = []
    length = 0
    line++
    return found
  }

  for await (const chunk of chunks) {
    let start = 0
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', start)) {
      take(chunk.slice(start, at))
      start = at + 1
      yield end()
    }
    take(chunk.slice(start))
  }
  if (length > 0) yield end()
}
