import type { Content } from './content.ts'
import { isCommon } from './thesaurus.ts'

/** How much two sentences say the same. */
export interface Match {
  segment: number
  /** Weight of the words they share over the weight of all their words, 0..1 (Dice). */
  likeness: number
  /** Weight of the shared words over those of the later sentence, 0..1. */
  contained: number
  /** Distinct words they share. */
  shared: number
  /** One of them says no. */
  turned: boolean
}

/** Earlier sentences kept for one word: what bounds the search on any text. */
const mostPostings = 24
/** Candidates that are compared word by word. */
const mostCompared = 4

/** The sentences seen so far, found by the words they share with a new one; O(words × `mostPostings`) for a sentence. */
export class Earlier {
  readonly #postings = new Map<number, number[]>()
  readonly #contents = new Map<number, Content & { has: ReadonlySet<number> }>()

  add(content: Content, segment: number): void {
    this.#contents.set(segment, { ...content, has: new Set(content.senses) })
    for (const word of content.senses) {
      const posting = this.#postings.get(word)
      if (posting === undefined) this.#postings.set(word, [segment])
      else if (posting.length < mostPostings) posting.push(segment)
    }
  }

  /** A word of many sentences is the subject of the text, and a common word anybody's: neither says much about which sentence is repeated. */
  #weight(word: number): number {
    const uses = this.#postings.get(word)?.length ?? 0
    return (isCommon(word) ? 0.5 : 1) / (1 + 0.15 * Math.max(0, uses - 1))
  }

  /** The earlier sentence most like this one; null when each lacks one of its names and numbers. */
  best(content: Content): Match | null {
    const overlap = new Map<number, number>()
    for (const word of content.senses) {
      const weight = this.#weight(word)
      for (const segment of this.#postings.get(word) ?? []) overlap.set(segment, (overlap.get(segment) ?? 0) + weight)
    }
    const candidates: [number, number][] = []
    for (const entry of overlap) {
      if (candidates.length === mostCompared && entry[1] <= (candidates.at(-1)?.[1] ?? 0)) continue
      candidates.push(entry)
      candidates.sort((a, b) => b[1] - a[1])
      candidates.length = Math.min(candidates.length, mostCompared)
    }
    let best: Match | null = null
    for (const [segment] of candidates) {
      const match = this.#compare(content, segment)
      if (match !== null && match.likeness > (best?.likeness ?? 0)) best = match
    }
    return best
  }

  #compare(later: Content, segment: number): Match | null {
    const earlier = this.#contents.get(segment)
    if (earlier === undefined) return null
    for (const word of later.hard) if (!earlier.has.has(word)) return null
    let both = 0
    let shared = 0
    let all = 0
    for (const word of later.senses) {
      const weight = this.#weight(word)
      all += weight
      if (!earlier.has.has(word)) continue
      both += weight
      shared++
    }
    const other = earlier.senses.reduce((sum, word) => sum + this.#weight(word), 0)
    return { segment, likeness: (2 * both) / (all + other), contained: both / all, shared, turned: later.negated !== earlier.negated }
  }
}
