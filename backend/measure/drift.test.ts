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

const facts = (count: number, seed: number, { prompt = 0, answer = 0, style = 0 }: Traffic = {}): DriftFacts[] => {
  const random = seeded(seed)
  const next = () => normal(random)
  const vector = (lean: number) => toVector(Array.from({ length: dimensions }, (_, d) => next() / Math.sqrt(d + 1) + (d === 3 ? lean : 0)))
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
  it('is 0 for the same traffic', () => {
    // three gauges, a gate of three standard errors: about one alarm in forty for each in a world of so few directions
    let alarms = 0
    for (let seed = 100; seed < 160; seed++) {
      const { semanticDrift, styleDrift, promptDrift } = drift(200, seed)
      for (const gauge of [semanticDrift, styleDrift, promptDrift]) if (gauge === null || gauge >= 0.3) alarms++
    }
    expect(alarms / 180).toBeLessThan(0.04)
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
  it('does not call one line of code where there never was any a new style', () => {
    const plain = facts(500, 13).map((one) => ({ ...one, style: Int16Array.of(500, 0, 0, 0, 0, 0, 0, 500) }))
    const odd = plain.slice(0, 200).map((one, at) => ({ ...one, style: Int16Array.of(500, 0, 0, at === 0 ? 200 : 0, 0, 0, 0, 500) }))
    expect(driftOf(sumsOf(odd), referenceOf(plain)).styleDrift).toBe(0)
  })
})
