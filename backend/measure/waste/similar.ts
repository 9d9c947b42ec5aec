import { Table } from '../table.ts'
import type { Content } from './content.ts'

/** How much two sentences say the same. */
export interface Match {
  segment: number
  /** Weight of the words they share over the weight of all their words, 0..1 (Dice). */
  likeness: number
  /** Distinct words they share. */
  shared: number
  /** Words of the later sentence that are neither common nor in the earlier. */
  added: number
  /** One of them says no. */
  turned: boolean
}

/** Earlier sentences kept for one word: what bounds the search on any text. */
const mostPostings = 24
/** Candidates that are compared word by word. */
const mostCompared = 4
/** Less of the later sentence than this cannot make a match. */
const worthComparing = 0.4
/** Less than this shared in the same words is not the same in other words either. */
const worthReading = 0.12

/** Number of a word's list of sentences, in the text that is looked at; 0 is none. */
const lists = new Table(0)

/** The sentences seen so far, found by the words they share with a new one; O(words × `mostPostings`) for a sentence. */
export class Earlier {
  /** The lists by their numbers. */
  readonly #postings: number[][] = [[]]
  readonly #contents: (Content | undefined)[]
  readonly #overlap: Float64Array
  /** The sentence that shared the most with the one asked for last; −1 when none shared enough. */
  closest = -1

  constructor(words: number, segments: number) {
    lists.clear(words)
    this.#contents = new Array(segments)
    this.#overlap = new Float64Array(segments)
  }

  add(content: Content, segment: number): void {
    this.#contents[segment] = content
    for (const word of content.senses) {
      const list = lists.get(word)
      if (list === 0) lists.put(word, this.#postings.push([segment]) - 1)
      else if (this.#segmentsOf(list).length < mostPostings) this.#segmentsOf(list).push(segment)
    }
  }

  content(segment: number): Content | undefined {
    return this.#contents[segment]
  }

  #segmentsOf(list: number): number[] {
    return this.#postings[list] as number[]
  }

  /** How much a word says in this text: less, the more of its sentences have it. */
  weight(word: number, common: boolean): number {
    return weightOf(common, this.#segmentsOf(lists.get(word)).length)
  }

  /** The earlier sentence most like this one; null when none is near or each lacks one of its names and numbers. */
  best(content: Content): Match | null {
    const overlap = this.#overlap
    const touched: number[] = []
    let all = 0
    for (let i = 0; i < content.senses.length; i++) {
      const segments = this.#segmentsOf(lists.get(content.senses[i] as number))
      const weight = weightOf(content.common[i] as boolean, segments.length)
      all += weight
      for (const segment of segments) {
        if (overlap[segment] === 0) touched.push(segment)
        overlap[segment] = (overlap[segment] as number) + weight
      }
    }
    const candidates: [number, number][] = []
    this.closest = -1
    let most = worthReading * all
    for (const segment of touched) {
      const both = overlap[segment] as number
      overlap[segment] = 0
      if (both > most) {
        most = both
        this.closest = segment
      }
      if (both < worthComparing * all || (candidates.length === mostCompared && both <= (candidates.at(-1)?.[1] ?? 0))) continue
      candidates.push([segment, both])
      candidates.sort((a, b) => b[1] - a[1])
      candidates.length = Math.min(candidates.length, mostCompared)
    }
    return candidates.length === 0 ? null : this.#nearest(content, candidates, all)
  }

  #nearest(content: Content, candidates: readonly [number, number][], all: number): Match | null {
    const own = new Set(content.senses)
    let best: Match | null = null
    for (const [segment, both] of candidates) {
      const match = this.#compare(content, own, segment, both, all)
      if (match !== null && match.likeness > (best?.likeness ?? 0)) best = match
    }
    return best
  }

  #compare(later: Content, own: ReadonlySet<number>, segment: number, both: number, all: number): Match | null {
    const earlier = this.#contents[segment]
    if (earlier === undefined) return null
    for (const word of later.hard) if (!earlier.senses.includes(word)) return null
    // two sentences that begin with subjects of their own speak of different things
    if (later.leads && earlier.leads && !earlier.senses.includes(later.senses[0] as number) && !own.has(earlier.senses[0] as number))
      return null
    let other = 0
    let shared = 0
    let added = 0
    for (let i = 0; i < later.senses.length; i++) if (!later.common[i] && !earlier.senses.includes(later.senses[i] as number)) added++
    for (let i = 0; i < earlier.senses.length; i++) {
      const word = earlier.senses[i] as number
      other += this.weight(word, earlier.common[i] as boolean)
      if (own.has(word)) shared++
    }
    return { segment, likeness: (2 * both) / (all + other), shared, added, turned: later.negated !== earlier.negated }
  }
}

/** A word of many sentences is the subject of the text, and a common word anybody's: neither says much about which sentence is repeated. */
const weightOf = (common: boolean, uses: number): number => (common ? 0.5 : 1) / (1 + 0.15 * Math.max(0, uses - 1))
