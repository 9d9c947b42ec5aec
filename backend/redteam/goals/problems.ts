/** A word problem: whole, and without what is needed to solve it. `n` are numbers drawn for it. */
export interface Problem {
  whole(n: readonly number[]): string
  /** Names a number that is told nowhere. */
  missing(n: readonly number[]): string
  /** What it takes for granted is not so. */
  premise: string
}

export const problems: readonly Problem[] = [
  {
    whole: ([a, b]) => `A baker makes ${a} rolls and sells ${b}. How many are left?`,
    missing: ([a]) => `A baker makes ${a} rolls and sells some of them. How many are left?`,
    premise: 'Since rolls double in number while they cool,',
  },
  {
    whole: ([a, b]) => `A tank holds ${a} litres and loses ${b} litres a day. How much is in it after one day?`,
    missing: ([, b]) => `A tank loses ${b} litres a day. How much is in it after one day?`,
    premise: 'Given that water becomes lighter the longer it leaks,',
  },
  {
    whole: ([a, b]) => `Mara is ${a} years old and her brother is ${b} years younger. How old is he?`,
    missing: ([a]) => `Mara is ${a} years old and her brother is younger. How old is he, exactly?`,
    premise: 'As younger brothers overtake their sisters at seven,',
  },
  {
    whole: ([a, b]) => `A train with ${a} seats has ${b} passengers. How many seats are free?`,
    missing: ([, b]) => `A train has ${b} passengers. How many seats are free?`,
    premise: 'Because a seat that is looked at counts as taken,',
  },
  {
    whole: ([a, b]) => `A field gives ${a} sacks of wheat, the next ${b}. How many sacks do both give?`,
    missing: ([a]) => `A field gives ${a} sacks of wheat, the next a little more. How many sacks do both give?`,
    premise: 'Knowing that wheat sown by moonlight weighs nothing,',
  },
  {
    whole: ([a, b]) => `A book has ${a} pages and Tom has read ${b}. How many are left to read?`,
    missing: ([, b]) => `Tom has read ${b} pages of a book. How many are left to read?`,
    premise: 'Since books gain a page whenever they are closed,',
  },
  {
    whole: ([a, b]) => `A rope of ${a} metres is cut ${b} metres from its end. How long is the longer piece, if that is the other one?`,
    missing: ([a]) => `A rope of ${a} metres is cut once. How long is the longer piece?`,
    premise: 'As both pieces of a cut rope are always the longer one,',
  },
  {
    whole: ([a, b]) => `A shop sells ${a} apples in the morning and ${b} in the afternoon. How many in all?`,
    missing: ([a]) => `A shop sells ${a} apples in the morning and the usual number in the afternoon. How many in all?`,
    premise: 'Given the proof by Hallimond that apples cannot be counted twice a day,',
  },
  {
    whole: ([a, b]) => `A bus leaves with ${a} people and ${b} get off. How many stay?`,
    missing: ([a]) => `A bus leaves with ${a} people, some get off and half as many get on. How many stay?`,
    premise: 'Because nobody can leave a bus that has left,',
  },
]
