import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWords } from '../words.ts'
import { createStaticEmbedder } from './static.ts'
import { toVector, vectorScale } from './vector.ts'
import { readWordTable } from './wordTable.ts'

const bytes = readFileSync(new URL('./minilm.bin', import.meta.url))
const table = readWordTable(bytes)
const embedder = createStaticEmbedder(table)

/** Words of the table with rows of their own. */
const wordsOf = (file: Uint8Array, most: number): { key: number; row: number }[] => {
  const view = new DataView(file.buffer, file.byteOffset)
  const rows = new Map<number, number>()
  for (let i = 0; rows.size < most; i++) {
    const key = view.getInt32(16 + 4 * i, true)
    const row = table.find(key) - 1
    if (row > 0) rows.set(row, key)
  }
  return [...rows].map(([row, key]) => ({ key, row }))
}
const embed = (text: string) => embedder.embed(readWords(text))

/** Cosine of two texts, −1 to 1. */
const near = (a: string, b: string): number => {
  const [x, y] = [embed(a), embed(b)]
  if (x === null || y === null) throw new Error('not embedded')
  return x.reduce((sum, value, d) => sum + value * (y[d] as number), 0) / vectorScale ** 2
}

describe('the static embedder', () => {
  it('gives unit vectors of whole numbers', () => {
    const vector = embed('The committee approved the budget for the new hospital.')
    expect(vector).toHaveLength(embedder.dimensions)
    expect(Math.hypot(...(vector ?? []))).toBeGreaterThan(vectorScale * 0.98)
    expect(Math.hypot(...(vector ?? []))).toBeLessThan(vectorScale * 1.02)
  })
  it('puts texts of one subject together', () => {
    const cooking = 'Fry the onions in butter, then add garlic and simmer the sauce.'
    const alike = near(cooking, 'Roast the chicken with potatoes and season the soup.')
    expect(alike).toBeGreaterThan(near(cooking, 'The judge dismissed the appeal of the company.') + 0.2)
    expect(near('My car broke down on the highway.', 'The engine of this automobile needs repair.')).toBeGreaterThan(
      near('My car broke down on the highway.', 'Her violin concert was sold out.') + 0.2,
    )
  })
  it('looks at what is said and not at how often, nor at case', () => {
    expect(embed('solar panels SOLAR Panels solar panels')).toEqual(embed('solar panels'))
  })
  it('reads words it has never seen by their pieces', () => {
    expect(near('The electroencephalographs recorded neurotransmissions.', 'The brain and its nerves.')).toBeGreaterThan(
      near('The electroencephalographs recorded neurotransmissions.', 'The harbour and its ships.'),
    )
    expect(embed("the baker's bread")).toEqual(embed('the baker bread'))
  })
  it.each([
    [
      'German',
      'Die Hauptstadt von Frankreich ist Paris. Sie liegt an der Seine und hat mehr als zwei Millionen Einwohner in vielen Vierteln.',
    ],
    [
      'Spanish',
      'La capital de España es Madrid. Es una ciudad muy grande con muchos museos y parques, y cada año la visitan millones de personas.',
    ],
    ['Swedish', 'Huvudstaden i Sverige är Stockholm. Varje år kommer många människor för att se museerna och öarna i skärgården.'],
    ['Japanese', '日本の首都は東京です。毎年多くの人が訪れます。'],
    ['Arabic', 'عاصمة فرنسا هي باريس وهي مدينة كبيرة جدا'],
    ['numbers', '1 2 3 4 5.5 1,000'],
    ['marks', '!!! ??? ---'],
    ['nothing', ''],
  ])('leaves out what it does not speak: %s', (_, text) => {
    expect(embed(text)).toBeNull()
  })
  it('reads the beginning of a long text only', () => {
    const long = 'The train left the station. '.repeat(200)
    expect(embed(`${long}Elephants dance.`)).toEqual(embed(long))
    expect(embed(`Xq${'zk'.repeat(30_000)} is a word in a sentence of the usual kind.`)).not.toBeNull()
  })
  it('adds the rows of many different words as one by one', () => {
    const known = wordsOf(bytes, 400)
    const total = new Int32Array(table.dimensions)
    for (const { row } of known)
      for (let d = 0; d < total.length; d++) total[d] = (total[d] as number) + (table.values[row * total.length + d] as number)
    const words = readWords(known.map((_, i) => `w${'x'.repeat(i % 7)}`).join(' '))
    const embedded = embedder.embed({ ...words, key: known.map(({ key }) => key), marks: known.map(() => 0), traits: known.map(() => 0) })
    expect(embedded).toEqual(toVector(total))
  })
  it('says so when the file is no table', () => {
    expect(() => readWordTable(bytes.subarray(0, 1000))).toThrow('no table of words')
    expect(() => readWordTable(new Uint8Array(3))).toThrow()
  })
})
