/** Words as numbers: a hash of the word in lower case, and one of its stem. */

export const apostrophe = 39
export const curly = 0x2019

/** A unit in lower case; a curly apostrophe as the straight one. */
export const lowerUnit = (unit: number): number => {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit
  if (unit === curly) return apostrophe
  const folded = String.fromCharCode(unit).toLowerCase()
  return folded.length === 1 ? folded.charCodeAt(0) : unit
}

export const seed = 0x811c9dc5
export const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

export const hashOf = (text: string, start: number, end: number): number => {
  let hash = seed
  for (let i = start; i < end; i++) hash = mix(hash, lowerUnit(text.charCodeAt(i)))
  return hash
}

/** The key of a word written in lower case. */
export const keyOf = (word: string): number => hashOf(word, 0, word.length)

/** English endings that change the form of a word and not its subject, longest first: what is cut. The t or s of -tion stays, so that "create" and "creation" meet. */
const suffixes = ['ment', 'ness', 'tion', 'sion', 'ing', 'ied', 'ely', 'est', 'ed', 'er', 'ly', 'e', 'y'].map((suffix) => ({
  suffix,
  cut: suffix === 'tion' || suffix === 'sion' ? 3 : suffix.length,
}))

/** The suffixes by their last letter. */
const byLast: (typeof suffixes)[] = []
for (const entry of suffixes) {
  const last = entry.suffix.charCodeAt(entry.suffix.length - 1)
  byLast[last] = [...(byLast[last] ?? []), entry]
}

const endsWith = (text: string, end: number, suffix: string): boolean => {
  for (let i = 0; i < suffix.length; i++) if (lowerUnit(text.charCodeAt(end - suffix.length + i)) !== suffix.charCodeAt(i)) return false
  return true
}

/** Last letters that can begin a cut; most words end otherwise and are their own stem. */
const cuttable = new Set([...'stngdeyr'].map((char) => char.charCodeAt(0)))
const s = 115
const doubled = new Set([...'bdgmnprt'].map((char) => char.charCodeAt(0)))

const singular = (text: string, start: number, end: number): number => {
  const before = lowerUnit(text.charCodeAt(end - 2))
  if (lowerUnit(text.charCodeAt(end - 1)) !== s || before === s || before === 117 || before === apostrophe) return end
  return end - start > 4 && endsWith(text, end, 'ies') ? end - 3 : end - 1
}

export const stemEnd = (text: string, start: number, wordEnd: number): number => {
  let end = wordEnd
  if (end - start < 4 || !cuttable.has(lowerUnit(text.charCodeAt(end - 1)))) return end
  if (endsWith(text, end, "'s")) end -= 2
  end = singular(text, start, end)
  for (const { suffix, cut } of byLast[lowerUnit(text.charCodeAt(end - 1))] ?? []) {
    if (end - start - cut < 3 || !endsWith(text, end, suffix)) continue
    const left = end - cut
    if (suffix !== 'ing' && suffix !== 'ed') return left
    const last = lowerUnit(text.charCodeAt(left - 1))
    // "planning" → "plan"
    if (doubled.has(last) && last === lowerUnit(text.charCodeAt(left - 2)) && left - start > 3) return left - 1
    // "wondering" → "wonder" → "wond", as "wonder" alone
    return left - start > 4 && endsWith(text, left, 'er') ? left - 2 : left
  }
  return end
}

/** The stem of a word written in lower case. */
export const stemOf = (word: string): number => hashOf(word, 0, stemEnd(word, 0, word.length))
