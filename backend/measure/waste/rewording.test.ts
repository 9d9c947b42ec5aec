import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logWith } from '../../../test/logWith.ts'
import { readWordTable } from '../embed/wordTable.ts'
import { measure } from '../index.ts'
import { createMeanings } from './meanings.ts'

const meanings = createMeanings(readWordTable(readFileSync(new URL('../embed/minilm.bin', import.meta.url))))
const between = 'The committee met twice before lunch to go through the minutes.'
const repeated = (first: string, second: string): string[] => {
  const response = `${first} ${between} ${second}`
  return measure(logWith({ response }), { meanings }).waste.map(({ start, end }) => response.slice(start, end))
}

describe('the same in other words', () => {
  it.each([
    ['The physician advised her to buy a quieter car.', 'Her doctor recommended that she purchase a car that makes less noise.'],
    ['Sales dropped because of problems with supply.', 'Revenue fell due to difficulties with supply.'],
    ['Students learn faster when the teacher gives regular feedback.', 'Pupils study quicker if their teacher regularly offers comments.'],
  ])('is found by what its words mean: %s', (first, second) => expect(repeated(first, second)).toEqual([second]))
  it.each([
    ['adds something', 'Cats sleep up to sixteen hours a day.', 'Cats often wake their owners before sunrise to be fed.'],
    ['has another number', 'The physician prescribed 20 pills for the pain.', 'The doctor prescribed 30 pills for the pain.'],
    ['has another name', 'Anna bought the old car from a dealer in Lyon.', 'Bruno purchased the old automobile from a dealer in Lyon.'],
    ['turns it round', 'The new law protects tenants from rising rents.', 'The new law does not protect tenants from rising rents.'],
    ['says more than the first', 'The film was long.', 'The movie was long, but its music, its cast and the desert scenes were superb.'],
  ])('is not a sentence that %s', (_, first, second) => expect(repeated(first, second)).toEqual([]))
  it('is told by the words alone where there is no table', () => {
    const [first, second] = ['Sales dropped because of problems with supply.', 'Revenue fell due to difficulties with supply.']
    expect(measure(logWith({ response: `${first} ${between} ${second}` })).waste).toEqual([])
  })
})
