/**
 * The words of a text as numbers: comparing, indexing and counting words then needs no strings, which is what keeps measuring cheap.
 * A word is a run of letters and digits (with inner apostrophes and number points); in scripts written without spaces each character is one.
 */
export interface Words {
  readonly text: string
  readonly count: number
  /** UTF-16 offsets of each word. */
  readonly start: readonly number[]
  readonly end: readonly number[]
  /** Hash of the word in lower case. */
  readonly key: readonly number[]
  /** Hash of the word without its English inflection: "makes", "making" and "make" share one. */
  readonly stem: readonly number[]
  /** Bits of `trait`. */
  readonly traits: readonly number[]
}

export const trait = { number: 1, capital: 2, single: 4 } as const

const apostrophe = 39
const curly = 0x2019

const space = 0
const mark = 1
const lower = 2
const upper = 3
const digit = 4
/** A character of a script without spaces between words. */
const lone = 5

const classify = (char: string): number => {
  if (/[\s\u200b\ufeff]/u.test(char)) return space
  if (/\p{Nd}/u.test(char)) return digit
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(char))
    return lone
  if (/[\p{Lu}\p{Lt}]/u.test(char)) return upper
  if (/[\p{L}\p{M}]/u.test(char)) return lower
  return mark
}

/** Class of each UTF-16 unit plus one; 0 is not known yet. Surrogates count as marks: mostly emoji. */
const classes = new Uint8Array(65_536)
const classOf = (unit: number): number => {
  const known = classes[unit] as number
  if (known > 0) return known - 1
  const found = classify(String.fromCharCode(unit))
  classes[unit] = found + 1
  return found
}

export const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || (unit !== 0 && classOf(unit) === space)
export const isSmall = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit > 127 && classOf(unit) === lower)

const lowerUnit = (unit: number): number => {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit
  const folded = String.fromCharCode(unit).toLowerCase()
  return folded.length === 1 ? folded.charCodeAt(0) : unit
}

const seed = 0x811c9dc5
const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

const hashOf = (text: string, start: number, end: number): number => {
  let hash = seed
  for (let i = start; i < end; i++) hash = mix(hash, lowerUnit(text.charCodeAt(i)))
  return hash
}

/** The key of a word written in lower case. */
export const keyOf = (word: string): number => hashOf(word, 0, word.length)

/** English endings that change the form of a word and not its subject, longest first: what is cut. The t or s of -tion stays, so that "create" and "creation" meet. */
const suffixes = ['ation', 'ment', 'ness', 'tion', 'sion', 'ing', 'ied', 'ely', 'ed', 'ly', 'e', 'y'].map((suffix) => ({
  suffix,
  cut: suffix === 'tion' || suffix === 'sion' ? 3 : suffix.length,
}))

const endsWith = (text: string, end: number, suffix: string): boolean => {
  for (let i = 0; i < suffix.length; i++) if (lowerUnit(text.charCodeAt(end - suffix.length + i)) !== suffix.charCodeAt(i)) return false
  return true
}

/** Last letters that can begin a cut; most words end otherwise and are their own stem. */
const cuttable = new Set([...'stngdey'].map((char) => char.charCodeAt(0)))
const s = 115
const doubled = new Set([...'bdgmnprt'].map((char) => char.charCodeAt(0)))

const singular = (text: string, start: number, end: number): number => {
  const before = lowerUnit(text.charCodeAt(end - 2))
  if (lowerUnit(text.charCodeAt(end - 1)) !== s || before === s || before === 117 || before === 39 || before === curly) return end
  return end - start > 4 && endsWith(text, end, 'ies') ? end - 3 : end - 1
}

const stemEnd = (text: string, start: number, wordEnd: number): number => {
  let end = wordEnd
  if (end - start < 4 || !cuttable.has(lowerUnit(text.charCodeAt(end - 1)))) return end
  if (endsWith(text, end, "'s") || endsWith(text, end, '’s')) end -= 2
  end = singular(text, start, end)
  for (const { suffix, cut } of suffixes) {
    if (end - start - cut < 3 || !endsWith(text, end, suffix)) continue
    const left = end - cut
    const last = lowerUnit(text.charCodeAt(left - 1))
    // "planning" → "plan"
    const twice = (suffix === 'ing' || suffix === 'ed') && doubled.has(last) && last === lowerUnit(text.charCodeAt(left - 2))
    return twice && left - start > 3 ? left - 1 : left
  }
  return end
}

/** The stem of a word written in lower case. */
export const stemOf = (word: string): number => hashOf(word, 0, stemEnd(word, 0, word.length))

/** Does a word go on over this unit? An apostrophe between letters, a point or comma between digits. */
const joins = (text: string, at: number, previous: number): boolean => {
  const unit = text.charCodeAt(at)
  if (at + 1 >= text.length) return false
  const next = classOf(text.charCodeAt(at + 1))
  if (unit === apostrophe || unit === curly) return (previous === lower || previous === upper) && (next === lower || next === upper)
  return (unit === 46 || unit === 44) && previous === digit && next === digit
}

/** Reads the words between two offsets; O(length). */
export const readWords = (text: string, from = 0, to = text.length): Words => {
  const start: number[] = []
  const end: number[] = []
  const key: number[] = []
  const stem: number[] = []
  const traits: number[] = []
  let at = from
  while (at < to) {
    let kind = classOf(text.charCodeAt(at))
    if (kind === space || kind === mark) {
      at++
      continue
    }
    const begin = at
    let bits = kind === upper ? trait.capital : 0
    let hash = seed
    if (kind === lone) {
      hash = mix(hash, text.charCodeAt(at++))
      bits |= trait.single
    } else {
      while (at < to) {
        const unit = text.charCodeAt(at)
        const next = classOf(unit)
        if (next === digit) bits |= trait.number
        if (next === lower || next === upper || next === digit) {
          hash = mix(hash, unit >= 97 && unit <= 122 ? unit : lowerUnit(unit))
          kind = next
        } else if (joins(text, at, kind)) hash = mix(hash, unit === curly ? apostrophe : unit)
        else break
        at++
      }
    }
    const cut = bits & (trait.single | trait.number) ? at : stemEnd(text, begin, at)
    start.push(begin)
    end.push(at)
    key.push(hash)
    stem.push(cut === at ? hash : hashOf(text, begin, cut))
    traits.push(bits)
  }
  return { text, count: start.length, start, end, key, stem, traits }
}

/**
 * How much of a text's tokens lies between two offsets, in a unit of its own: a word weighs 1 for each 7 characters begun, a mark 1,
 * a run of one mark 1 for each 4. Only shares of it mean anything. Additive over stretches that do not cut a word. O(length).
 */
export const weigh = (text: string, from = 0, to = text.length): number => {
  let weight = 0
  let run = 0
  let last = -1
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    const kind = classOf(unit)
    if (kind === space) {
      run = 0
      last = -1
      continue
    }
    const same = kind === mark ? unit : kind === lone ? -2 : -3
    run = same === last && same !== -2 ? run + 1 : 0
    last = same
    if (same === -2 || run % (same === -3 ? 7 : 4) === 0) weight++
  }
  return weight
}
