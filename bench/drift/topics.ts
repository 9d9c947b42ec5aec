import { readWords } from '../../backend/measure/words.ts'
import { random, shuffled } from './random.ts'

type Sparse = Map<number, number>

/** Unit vectors of tf-idf over word stems: knows nothing of the embedder whose drift is measured. */
const weighted = (texts: readonly string[]): Sparse[] => {
  const stems = texts.map((text) => {
    const words = readWords(text.slice(0, 20_000))
    return words.stem.filter((_, i) => ((words.marks[i] as number) & 1) === 0)
  })
  const seenIn = new Map<number, number>()
  for (const list of stems) for (const stem of new Set(list)) seenIn.set(stem, (seenIn.get(stem) ?? 0) + 1)
  return stems.map((list) => {
    const vector: Sparse = new Map()
    for (const stem of list) vector.set(stem, (vector.get(stem) ?? 0) + 1)
    for (const [stem, count] of vector) vector.set(stem, (1 + Math.log(count)) * Math.log(texts.length / (seenIn.get(stem) ?? 1)))
    const length = Math.sqrt([...vector.values()].reduce((sum, value) => sum + value * value, 0)) || 1
    for (const [stem, value] of vector) vector.set(stem, value / length)
    return vector
  })
}

const product = (a: Sparse, b: Sparse): number => {
  let sum = 0
  for (const [stem, value] of a) sum += value * (b.get(stem) ?? 0)
  return sum
}

const centreOf = (members: readonly Sparse[]): Sparse => {
  const centre: Sparse = new Map()
  for (const member of members) for (const [stem, value] of member) centre.set(stem, (centre.get(stem) ?? 0) + value / members.length)
  return centre
}

/** Groups texts by what they are about: spherical k-means on tf-idf. The number of the topic of each text. */
export const topicsOf = (texts: readonly string[], topics: number, seed: number): number[] => {
  const vectors = weighted(texts)
  let centres = shuffled(vectors, random(seed)).slice(0, topics)
  let own: number[] = []
  for (let round = 0; round < 8; round++) {
    own = vectors.map((vector) => {
      const scores = centres.map((centre) => product(vector, centre) / Math.sqrt(product(centre, centre) || 1))
      return scores.indexOf(Math.max(...scores))
    })
    centres = centres.map((centre, t) => {
      const members = vectors.filter((_, i) => own[i] === t)
      return members.length > 0 ? centreOf(members) : centre
    })
  }
  return own
}
