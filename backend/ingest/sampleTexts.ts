import { pick, type Random, some, whole } from '../core/random.ts'

/** A question and what an answer to it says: sentences that each add something. */
export interface Exchange {
  prompt: string
  sentences: string[]
  reasoning?: string[]
}

const towns = ['Lisbon', 'Tartu', 'Graz', 'Bergen', 'Utrecht', 'Porto', 'Ghent', 'Turku', 'Brno', 'Cork', 'Malmö', 'Trieste']
const names = ['Mara', 'Jonas', 'Ines', 'Tuomas', 'Clara', 'Pavel', 'Sofie', 'Bram', 'Aoife', 'Luca']
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']

const complaints: readonly [string, (order: number, day: string) => string[]][] = [
  [
    'the parcel should have come last week',
    (order, day) => [
      `Parcel ${order} has been at the depot since ${day} because the house number was missing on its label.`,
      'The driver has it now and comes between nine and noon tomorrow.',
      'Shipping is on us this time; the amount is on its way back to your card.',
    ],
  ],
  [
    'a cup arrived broken',
    (order, day) => [
      `A new cup for order ${order} leaves our shelf on ${day}.`,
      'Keep the broken one, nobody has to pick it up.',
      'We have asked the packers for thicker paper around handles.',
    ],
  ],
  [
    'the invoice names the wrong company',
    (order, day) => [
      `Invoice ${order} was written again with the name you gave, dated ${day}.`,
      'Its number ends in B, so your accountant can tell both apart.',
      'The old document is void in our books.',
    ],
  ],
  [
    'the refund cannot be seen on the account',
    (order, day) => [
      `Our bank released the money of ${order} on ${day}.`,
      'Card issuers need up to five working days to show it.',
      'Should it be missing after that, the reference RF-77 lets your bank trace the transfer.',
    ],
  ],
  [
    'the jacket is a size too small',
    (order, day) => [
      `A larger one is set aside under ${order} until ${day}.`,
      'Use the label in the box for the way back, free of charge.',
      'Sleeves of this cut run short; two sizes up also changes their length by three centimetres.',
    ],
  ],
  [
    'the voucher was refused at the till',
    (order, day) => [
      'Vouchers of the spring campaign only count from fifty euros upwards, and the basket held less.',
      `As an exception the discount was booked on ${order} by hand.`,
      `It shows on the statement of next ${day}.`,
    ],
  ],
]

export const supportReply = (random: Random): Exchange => {
  const [complaint, answers] = pick(random, complaints)
  const order = whole(random, 10_000, 99_999)
  const sentences = answers(order, pick(random, weekdays))
  return {
    prompt: `${pick(random, names)} from ${pick(random, towns)} writes about order ${order}: ${complaint}. Answer in a few lines.`,
    sentences: some(random, sentences, 2),
  }
}

const councils: readonly [string, string, string[]][] = [
  [
    'a tram line',
    'Neighbours fear noise at night; the operator promises rubber bedding.',
    ['Noise is to be damped by rubber under the rails.'],
  ],
  ['tidal power', 'Fishermen want a closed season for building; biologists agree.', ['Building pauses while fish spawn.']],
  ['the old bridge', 'Rust was found in two of nine piers, and lorries have been banned.', ['Two piers rust, hence the ban of lorries.']],
  ['school kitchens', 'Cooks ask for ovens before recipes, parents for fewer sweets.', ['Ovens come first, menus later.']],
  ['night buses', 'Drivers are short, and four in ten rides would be empty.', ['Too few drivers and empty seats speak against it.']],
  ['a river park', 'Floods every third spring make lawns cheaper than paths.', ['Meadows instead of paths will stand the floods.']],
  ['street trees', 'Planes suffer from heat; hornbeams do better and cost the same.', ['Hornbeams replace the planes at equal cost.']],
]

export const summary = (random: Random): Exchange => {
  const [subject, debate, gist] = pick(random, councils)
  const [town, share, votes] = [pick(random, towns), whole(random, 10, 90), whole(random, 12, 40)]
  return {
    prompt: `Summarise: The council of ${town} spoke about ${subject} for three hours. ${debate} In the end ${share} per cent of the money was granted with ${votes} votes, the remainder waits for the audit in spring.`,
    sentences: some(
      random,
      [`${town} pays ${share} per cent now and decides on the rest after an audit.`, ...gist, `${votes} members were in favour.`],
      1,
    ),
  }
}

const goods: readonly [string, string[]][] = [
  ['a trail lamp', ['Its beam reaches eighty metres.', 'One charge lasts through two nights.', 'The clip also fits a belt.']],
  [
    'a ceramic kettle',
    ['It holds a litre and pours without dripping.', 'The handle stays cool.', 'Glaze from a family pottery keeps lime from sticking.'],
  ],
  ['a folding bike', ['Folded, it goes under a train seat.', 'Eight gears cover hills.', 'The chain is a belt and wants no oil.']],
  ['a wool blanket', ['The wool is undyed.', 'Moths dislike its lanolin.', 'Wash it cold, dry it flat.']],
  [
    'a desk fan',
    ['At the lowest step it is quieter than a whisper.', 'The blades lift out for cleaning.', 'A timer ends it after an hour.'],
  ],
  ['a tent for two', ['Poles are colour-coded, so it stands in four minutes.', 'Both sides open.', 'The floor keeps out a night of rain.']],
  [
    'a cast-iron pan',
    ['Seasoned with linseed oil, it works on induction as on a fire.', 'Rust wipes off with salt.', 'It outlives its owner.'],
  ],
  ['a rain jacket', ['Seams are taped, cuffs can be narrowed.', 'The hood turns with the head.', 'Pockets sit above a rucksack strap.']],
]

/** `shifted`: another prompt version is live, loud instead of plain. */
export const productText = (random: Random, shifted: boolean): Exchange => {
  const [product, facts] = pick(random, goods)
  const [price, town] = [whole(random, 20, 240), pick(random, towns)]
  const prompt = `Write a product text for ${product} made in ${town}, ${price} euros.`
  if (!shifted) return { prompt, sentences: [`Made in ${town}, ${product} costs ${price} euros.`, ...some(random, facts, 2)] }
  return {
    prompt,
    sentences: [
      `## ${pick(random, ['Summer', 'Weekend', 'Adventure', 'Happiness'])} starts HERE!!!\n\n`,
      `- **Only ${price} euros** while stocks last 🔥\n`,
      `- Straight from sunny ${town} to your door 🚚\n`,
      `- ${pick(random, ['Your friends will be jealous', 'You deserve it', 'Nobody regrets this one'])}!\n\n`,
      `Click **now**, there are ${whole(random, 3, 30)} left! 🎉`,
    ],
  }
}

const tasks: readonly [string, string[], (size: number) => string[]][] = [
  [
    'removes duplicates from a list',
    ['Walk through it once and keep what you have met in a set.', 'Whatever is in the set already is left out.', 'Order stays as it was.'],
    (size) => [
      `There may be ${size} entries, so comparing each with each costs ${size} squared.`,
      'Sorting loses the order they came in.',
      'A hash set needs one pass.',
    ],
  ],
  [
    'counts words in a text',
    ['Split at anything that is no letter.', 'A map from word to number takes the counts.', 'Fold case first, or The and the are two.'],
    (size) => [`Texts have up to ${size} words.`, 'Hyphens and apostrophes are a matter of taste.', 'A map is the natural container.'],
  ],
  [
    'rounds times to a quarter of an hour',
    [
      'Turn the time into minutes since midnight.',
      'Divide by fifteen, round, multiply back.',
      'Mind the last quarter: it may end up on the next day.',
    ],
    (size) => [`${size} rows are few.`, 'Working on text would need cases for each digit.', 'Integers avoid that.'],
  ],
  [
    'merges two sorted arrays',
    [
      'Keep a finger on each array.',
      'Take the smaller of both heads and move that finger.',
      'When one array ends, append what is left of the other.',
    ],
    (size) => [
      `Joining and sorting ${size} entries again ignores that they are sorted.`,
      'Two indices suffice.',
      'Equal heads come from the left one for stability.',
    ],
  ],
  [
    'finds the median of numbers as they arrive',
    [
      'Hold the lower half in a max-heap, the upper one in a min-heap.',
      'After each insertion even out their sizes.',
      'The median lies on top.',
    ],
    (size) => [
      `After ${size} numbers a sorted list would shift half of them on each insertion.`,
      'Only the middle matters.',
      'Heaps give the middle in logarithmic time.',
    ],
  ],
]

export const codeHelp = (random: Random): Exchange => {
  const [task, steps, thoughts] = pick(random, tasks)
  const size = whole(random, 2, 90) * 10 ** whole(random, 1, 4)
  return {
    prompt: `How do I write a function that ${task}, up to ${size} of them? ${pick(random, ['No code.', 'In words.', 'Explain it to a beginner.'])}`,
    sentences: [
      ...some(random, steps, 2),
      `For ${size} of them that takes ${pick(random, ['a blink', 'milliseconds', 'less than a second'])}.`,
    ],
    reasoning: thoughts(size),
  }
}
