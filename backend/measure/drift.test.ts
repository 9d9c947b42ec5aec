import { describe, expect, it } from 'vitest'
import { addDrift, addFacts, type DriftFacts, type DriftSums, emptyDrift, type Reference } from '../core/drift.ts'
import { normal, seeded } from '../core/random.ts'
import { type Attribution, driftOf } from './drift.ts'
import { toVector } from './embed/vector.ts'
import { spreadOf } from './spread.ts'

const dimensions = 128

interface Traffic {
  /** Which way prompts, answers and style lean away from the baseline, in their own units. */
  prompt?: number
  answer?: number
  style?: number
}

/** Deviations as uneven over the directions as those of real answers: (tr Σ)² / tr Σ² is 35; of AlpacaEval's it is 31 to 38. */
const deviations = Array.from({ length: dimensions }, (_, d) => (d + 1) ** -0.4)

const facts = (count: number, seed: number, { prompt = 0, answer = 0, style = 0 }: Traffic = {}): DriftFacts[] => {
  const random = seeded(seed)
  const next = () => normal(random)
  const vector = (lean: number) => toVector(deviations.map((deviation, d) => next() * deviation + (d === 3 ? lean : 0)))
  return Array.from({ length: count }, () => ({
    embedder: 'test',
    prompt: vector(prompt),
    answer: vector(answer),
    style: Int16Array.from({ length: 8 }, (_, f) => Math.round(500 + 100 * (next() + (f === 2 ? style : 0)))),
  }))
}

const sumsOf = (list: readonly DriftFacts[]): DriftSums => {
  const sums = emptyDrift()
  for (const one of list) addFacts(sums, one)
  return sums
}
const referenceOf = (list: readonly DriftFacts[]): Reference => ({ sums: sumsOf(list), spread: spreadOf(list) })
const baseline = referenceOf(facts(500, 1))
const drift = (count: number, seed: number, traffic: Traffic = {}) => driftOf(sumsOf(facts(count, seed, traffic)), baseline)

describe('drift', () => {
  // the promise of metrics §5, of every gauge together; eight seeds gave 15 alarms in 800 splits
  it('raises an alarm in at most 2 of 100 splits of the same traffic', () => {
    const random = seeded(1)
    const traffic = facts(2000, 2)
    const spread = spreadOf(traffic.slice(0, 500))
    let alarms = 0
    for (let split = 0; split < 100; split++) {
      // the first 700 of a shuffle: 500 of a baseline, 200 of a window
      for (let at = 0; at < 700; at++) {
        const other = at + Math.floor(random() * (traffic.length - at))
        ;[traffic[at], traffic[other]] = [traffic[other] as DriftFacts, traffic[at] as DriftFacts]
      }
      const { attribution, ...gauges } = driftOf(sumsOf(traffic.slice(500, 700)), { sums: sumsOf(traffic.slice(0, 500)), spread })
      expect(Object.values(gauges)).not.toContain(null)
      if (attribution !== 'none') alarms++
    }
    expect(alarms).toBeLessThanOrEqual(2)
  })
  it.each<[Traffic, Attribution]>([
    [{ answer: 0.7 }, 'model'],
    [{ style: 2 }, 'model'],
    [{ prompt: 0.7 }, 'prompts'],
    [{ prompt: 0.7, answer: 0.7 }, 'both'],
  ])('names what moved: %o is %s', (traffic, attribution) => {
    expect(drift(200, 7, traffic).attribution).toBe(attribution)
  })
  it('grows with the change, up to 1', () => {
    const values = [0.2, 0.5, 1, 3, 30].map((answer) => drift(300, 8, { answer }).semanticDrift ?? 0)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values.at(-1)).toBe(1)
  })
  it('says nothing of few logs, but of fifty when there is no doubt', () => {
    expect(drift(49, 9, { answer: 2 })).toEqual({ semanticDrift: null, styleDrift: null, promptDrift: null, attribution: 'none' })
    expect(drift(99, 9).semanticDrift).toBeNull()
    expect(drift(50, 9, { answer: 2 }).semanticDrift).toBeGreaterThan(0.3)
    expect(drift(100, 9).semanticDrift).toBe(0)
  })
  it('cannot tell who moved when prompts cannot be read', () => {
    const mute = facts(200, 10, { answer: 1 }).map((one) => ({ ...one, prompt: null }))
    expect(driftOf(sumsOf(mute), baseline)).toMatchObject({ promptDrift: null, attribution: 'both' })
  })
  it('says nothing of texts the embedder does not speak', () => {
    const foreign = facts(200, 11).map((one) => ({ ...one, prompt: null, answer: null }))
    expect(driftOf(sumsOf(foreign), baseline)).toMatchObject({ semanticDrift: null, styleDrift: 0 })
  })
  it('comes from sums that add up in any order and parts', () => {
    const all = facts(300, 12, { answer: 1, style: 1 })
    const parts = [all.slice(200), all.slice(0, 10), all.slice(10, 200)].map(sumsOf)
    const added = parts.reduce((sums, part) => addDrift(sums, part), emptyDrift())
    expect(added).toEqual(sumsOf(all))
    expect(addDrift(addDrift(emptyDrift(), added), sumsOf(all.slice(200)), -1)).toEqual(sumsOf(all.slice(0, 200)))
  })
  it('sees a change sooner when the directions in which the baseline varies most are damped', () => {
    // half of the variance lies in two directions, the change in another
    const uneven = (count: number, seed: number, lean: number): DriftFacts[] => {
      const random = seeded(seed)
      return facts(count, seed + 1).map((one) => ({
        ...one,
        answer: toVector(Array.from({ length: dimensions }, (_, d) => normal(random) * (d < 2 ? 8 : 1) + (d === 3 ? lean : 0))),
      }))
    }
    const own = referenceOf(uneven(300, 20, 0))
    const plain = { ...own, spread: { ...own.spread, answer: { ...spreadOf(uneven(99, 20, 0)).answer, axes: [], share: 1 } } }
    const found = (reference: Reference, lean: number) =>
      Array.from({ length: 20 }, (_, at) => driftOf(sumsOf(uneven(200, 100 + 2 * at, lean)), reference).semanticDrift ?? 0).filter(
        (drift) => drift > 0,
      ).length
    expect(found(own, 1)).toBeGreaterThanOrEqual(18)
    expect(found(plain, 1)).toBeLessThanOrEqual(10)
    expect(found(own, 0)).toBeLessThanOrEqual(1)
  })
  it('sees answers of two kinds change their shares, though they vary in nothing else', () => {
    const kinds = (count: number, share: number): DriftFacts[] =>
      facts(count, 22).map((one, at) => ({
        ...one,
        answer: toVector(Array.from({ length: dimensions }, (_, d) => Number(d === ((at * 7) % 10 < share * 10 ? 0 : 1)))),
      }))
    const own = referenceOf(kinds(300, 0.5))
    expect(driftOf(sumsOf(kinds(200, 0.5)), own).semanticDrift).toBe(0)
    expect(driftOf(sumsOf(kinds(200, 0.9)), own).semanticDrift).toBeGreaterThan(0.5)
  })
  it('does not call one line of code where there never was any a new style', () => {
    const plain = facts(500, 13).map((one) => ({ ...one, style: Int16Array.of(500, 0, 0, 0, 0, 0, 0, 500) }))
    const odd = plain.slice(0, 200).map((one, at) => ({ ...one, style: Int16Array.of(500, 0, 0, at === 0 ? 200 : 0, 0, 0, 0, 500) }))
    expect(driftOf(sumsOf(odd), referenceOf(plain)).styleDrift).toBe(0)
  })
})
