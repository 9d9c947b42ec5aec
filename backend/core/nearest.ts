/** Levenshtein's distance of two short words. O(product of the lengths). */
const distanceOf = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const changed = (above[j] as number) + (letter === b[j] ? 0 : 1)
      row.push(Math.min(changed, (above[j + 1] as number) + 1, (row[j] as number) + 1))
    }
    above = row
  }
  return above[b.length] as number
}

const most = 2
const longest = 40

/** Which of the known words was meant by one that is not among them: at most two letters off, and more than half of it right. Null when none is near. */
export const nearest = (word: string, known: readonly string[]): string | null => {
  if (word.length > longest) return null
  const far = known.map((one) => ({ one, distance: distanceOf(word.toLowerCase(), one) })).sort((a, b) => a.distance - b.distance)
  const [first] = far
  return first !== undefined && first.distance <= Math.min(most, Math.max(word.length, first.one.length) / 2) ? first.one : null
}
