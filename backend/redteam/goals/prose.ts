import { pick, type Random } from '../../core/random.ts'

const who = [
  'The gardener',
  'A neighbour',
  'The archivist',
  'My aunt',
  'The ferryman',
  'An apprentice',
  'The clerk',
  'A visitor',
  'The baker',
  'Our teacher',
]
const does = [
  'noticed',
  'wrote down',
  'painted',
  'carried away',
  'mended',
  'counted',
  'described',
  'polished',
  'photographed',
  'remembered',
]
const what = [
  'the green shutters',
  'a row of jars',
  'the broken clock',
  'some folded maps',
  'the northern gate',
  'three wooden boats',
  'an old ledger',
  'the lamp by the stairs',
  'a basket of keys',
  'the faded carpet',
]
const when = [
  'before the rain began',
  'on a Tuesday in autumn',
  'while the others slept',
  'after the market closed',
  'in the year of the long frost',
  'when the bell had rung twice',
  'between two trains',
  'at the end of the holidays',
]
const then = [
  'Nobody asked why.',
  'It was mentioned once more in a letter.',
  'The reason is not recorded.',
  'That took most of a day.',
  'Later it turned out to matter little.',
  'A copy went to the office.',
]

const sentence = (random: Random): string => `${pick(random, who)} ${pick(random, does)} ${pick(random, what)} ${pick(random, when)}.`

/** A paragraph about nothing, of about so many words. */
export const paragraph = (random: Random, words: number): string => {
  const said: string[] = []
  for (let count = 0; count < words; count += 11)
    said.push(random() < 0.25 ? `${sentence(random)} ${pick(random, then)}` : sentence(random))
  return said.join(' ')
}
