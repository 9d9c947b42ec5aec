import type { Content } from './content.ts'
import { isCommon } from './thesaurus.ts'

/** How much two sentences say the same. */
export interface Match {
  segment: number
  /** Weight of the words they share over the weight of all their words, 0..1 (Dice). */
  likeness: number
  /** Distinct words they share. */
  shared: number
  /** One of them says no. */
  turned: boolean
}

/** Earlier sentences kept for one word: what bounds the search on any text. */
const mostPostings = 24
/** Candidates that are compared word by word. */
const mostCompared = 4
/** Less of the later sentence than this cannot make a match. */
const worthComparing = 0.4

/** The sentences seen so far, found by the words they share with a new one; O(words × `mostPostings`) for a sentence. */
export class Earlier {
  readonly #postings = new Map<number, number[]>()
  readonly #contents = new Map<number, Content>()

  add(content: Content, segment: number): void {
    this.#contents.set(segment, content)
    for (const word of content.senses) {
      const posting = this.#postings.get(word)
      if (posting === undefined) this.#postings.set(word, [segment])
      else if (posting.length < mostPostings) posting.push(segment)
    }
  }

  /** The earlier sentence most like this one; null when none is near or each lacks one of its names and numbers. */
  best(content: Content): Match | null {
    const overlap = new Map<number, number>()
    let all = 0
    for (const word of content.senses) {
      const posting = this.#postings.get(word)
      const weight = weightOf(word, posting?.length ?? 0)
      all += weight
      if (posting !== undefined) for (const segment of posting) overlap.set(segment, (overlap.get(segment) ?? 0) + weight)
    }
    const candidates: [number, number][] = []
    for (const entry of overlap) {
      if (entry[1] < worthComparing * all || (candidates.length === mostCompared && entry[1] <= (candidates.at(-1)?.[1] ?? 0))) continue
      candidates.push(entry)
      candidates.sort((a, b) => b[1] - a[1])
      candidates.length = Math.min(candidates.length, mostCompared)
    }
    if (candidates.length === 0) return null
    const own = new Set(content.senses)
    let best: Match | null = null
    for (const [segment, both] of candidates) {
      const match = this.#compare(content, own, segment, both, all)
      if (match !== null && match.likeness > (best?.likeness ?? 0)) best = match
    }
    return best
  }

  #compare(later: Content, own: ReadonlySet<number>, segment: number, both: number, all: number): Match | null {
    const earlier = this.#contents.get(segment)
    if (earlier === undefined) return null
    for (const word of later.hard) if (!earlier.senses.includes(word)) return null
    let other = 0
    let shared = 0
    for (const word of earlier.senses) {
      other += weightOf(word, this.#postings.get(word)?.length ?? 0)
      if (own.has(word)) shared++
    }
    return { segment, likeness: (2 * both) / (all + other), shared, turned: later.negated !== earlier.negated }
  }
}

/** A word of many sentences is the subject of the text, and a common word anybody's: neither says much about which sentence is repeated. */
const weightOf = (word: number, uses: number): number => (isCommon(word) ? 0.5 : 1) / (1 + 0.15 * Math.max(0, uses - 1))
