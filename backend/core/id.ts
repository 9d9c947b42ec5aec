const longest = 200
/** These are read as a place of the address itself: `/api/logs/..` never arrives, `/api/logs/deletions` is another page. */
const taken: readonly string[] = ['.', '..', 'deletions']

/** What is wrong with the id of a log, in words; null when nothing is. Length is in UTF-16 units. */
export const idProblem = (id: string): string | null => {
  if (id.length === 0 || id.length > longest || /\p{Cc}/u.test(id)) return `is not 1 to ${longest} printable characters`
  if (taken.includes(id)) return `is none of ${taken.map((name) => `"${name}"`).join(', ')}: such a log could not be asked for`
  return null
}
