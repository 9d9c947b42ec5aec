import { trait, type Words } from '../words.ts'
import type { Content } from './content.ts'
import type { Meanings } from './meanings.ts'
import type { Earlier } from './similar.ts'

/** A sentence with the meaning of its words: a row and a weight for each. */
interface Meant {
  content: Content
  rows: readonly number[]
  weights: readonly number[]
  /** Of all weights; never 0. */
  total: number
}

/** Likeness of two words from which one stands for the other a little, and fully. */
const nearFrom = 0.42
const nearTo = 0.58
/** A sentence of twice the words says more than the first, even if it says that too: what the full difference takes off. */
const unlikeLength = 0.2
/** Words of the prompt are the subject of every sentence: what is left of their weight. */
const ofPrompt = 0.6
/** Content words of a sentence; a longer one is no sentence. */
const longest = 40

/** Of sums in another order. */
const rounding = 1e-9

/** Compares sentences of a text by what their words mean. */
export class Meaning {
  readonly #meanings: Meanings
  readonly #words: Words
  readonly #asked: ReadonlyMap<number, number>
  readonly #earlier: Earlier
  /** A sentence is compared with a later one or two: its rows are looked up once. */
  readonly #rows = new Map<Content, readonly number[]>()

  constructor(meanings: Meanings, words: Words, asked: ReadonlyMap<number, number>, earlier: Earlier) {
    this.#meanings = meanings
    this.#words = words
    this.#asked = asked
    this.#earlier = earlier
  }

  /**
   * Do two sentences share at least this much of what they say? By weight, the lesser of both directions (0..1), less for unlike lengths;
   * never when the earlier lacks a number or a name of the later. O(words of the one × words of the other), and ends as soon as it cannot be.
   */
  alike(later: Content, earlier: Content, least: number): boolean {
    const [fewer, more] = [Math.min(later.senses.length, earlier.senses.length), Math.max(later.senses.length, earlier.senses.length)]
    const needed = least + unlikeLength * (1 - fewer / more)
    if (needed > 1 || more > longest || fewer * 2 < more || !this.#namesAgree(later, earlier)) return false
    return this.#shared(this.#read(later), this.#read(earlier), needed) >= needed
  }

  #read(content: Content): Meant {
    const { senses, common, at } = content
    const { stem } = this.#words
    const rows = this.#rowsOf(content)
    const weights: number[] = []
    let total = 0
    for (let i = 0; i < senses.length; i++) {
      const word = at[i] as number
      const row = rows[i] as number
      const own = row === 0 ? 1 : this.#meanings.weightOf(row)
      const weight =
        own * this.#earlier.weight(senses[i] as number, common[i] as boolean) * (this.#asked.has(stem[word] as number) ? ofPrompt : 1)
      weights.push(weight)
      total += weight
    }
    return { content, rows, weights, total: total || 1 }
  }

  #rowsOf(content: Content): readonly number[] {
    const known = this.#rows.get(content)
    if (known !== undefined) return known
    const { key, stem } = this.#words
    const rows = content.at.map((word) => this.#meanings.rowOf(key[word] as number, stem[word] as number))
    this.#rows.set(content, rows)
    return rows
  }

  /** Numbers and names of the later sentence stand in the earlier too; a name may have another ending there: "England", "English". */
  #namesAgree(later: Content, earlier: Content): boolean {
    return later.hard.every((word) => {
      if (earlier.senses.includes(word)) return true
      const at = later.at[later.senses.indexOf(word)]
      return at !== undefined && earlier.at.some((other) => this.#sameBeginning(at, other))
    })
  }

  #sameBeginning(a: number, b: number): boolean {
    const { text, start, end, traits } = this.#words
    if (!((traits[a] as number) & (traits[b] as number) & trait.capital)) return false
    const [from, other] = [start[a] as number, start[b] as number]
    const length = Math.min((end[a] as number) - from, (end[b] as number) - other, 4)
    return length === 4 && text.slice(from, from + 4) === text.slice(other, other + 4)
  }

  /** How much of each says the other, each word standing for one other at most; 0 when it is surely less than needed. */
  #shared(later: Meant, earlier: Meant, needed: number): number {
    const taken = new Uint8Array(earlier.rows.length)
    const open: number[] = []
    let ofLater = 0
    let ofEarlier = 0
    for (let i = 0; i < later.rows.length; i++) {
      const at = earlier.content.senses.indexOf(later.content.senses[i] as number)
      if (at < 0) open.push(i)
      else {
        taken[at] = 1
        ofLater += later.weights[i] as number
        ofEarlier += earlier.weights[at] as number
      }
    }
    // a “not” and otherwise the same words: that says the contrary
    if (open.length < 2 && later.content.negated !== earlier.content.negated) return 0
    let lost = 0
    // as two sentences that begin with subjects of their own
    let strange = open[0] === 0 && later.content.leads && taken[0] === 0 && earlier.content.leads
    for (const i of open) {
      const { at, near } = this.#nearestWord(later.rows[i] as number, earlier.rows, taken)
      lost += (1 - near) * (later.weights[i] as number)
      if (lost > (1 - needed) * later.total + rounding) return 0
      if (near === 0) continue
      taken[at] = 1
      if (i === 0 || at === 0) strange = false
      ofLater += near * (later.weights[i] as number)
      ofEarlier += near * (earlier.weights[at] as number)
    }
    return strange ? 0 : Math.min(ofLater / later.total, ofEarlier / earlier.total)
  }

  #nearestWord(row: number, rows: readonly number[], taken: Uint8Array): { at: number; near: number } {
    let best = nearFrom
    let found = -1
    for (let at = 0; row !== 0 && at < rows.length; at++) {
      if (taken[at] === 1) continue
      const likeness = this.#meanings.likeness(row, rows[at] as number)
      if (likeness <= best) continue
      best = likeness
      found = at
    }
    return { at: found, near: found < 0 ? 0 : Math.min(1, (best - nearFrom) / (nearTo - nearFrom)) }
  }
}
