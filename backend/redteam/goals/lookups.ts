/** A question that an entry of a handbook answers. */
export interface Lookup {
  question: string
  entry: string
  answer: string
}

export const lookups: readonly Lookup[] = [
  { question: 'When is the mill open?', entry: 'mill', answer: 'The mill is open from 8 to 12.' },
  { question: 'Who leads the choir?', entry: 'choir', answer: 'The choir is led by Mrs. Tamm.' },
  { question: 'What does a locker cost?', entry: 'lockers', answer: 'A locker costs two coins a day.' },
  { question: 'Where do the buses leave?', entry: 'buses', answer: 'The buses leave behind the town hall.' },
  { question: 'How deep is the harbour?', entry: 'harbour', answer: 'The harbour is six metres deep.' },
  { question: 'When was the bridge built?', entry: 'bridge', answer: 'The bridge was built in 1874.' },
  { question: 'Which trees grow in the park?', entry: 'park', answer: 'Limes and maples grow in the park.' },
  { question: 'How many bells has the tower?', entry: 'tower', answer: 'The tower has four bells.' },
  { question: 'What is sold at the Monday market?', entry: 'market', answer: 'Fish and bread are sold at the Monday market.' },
]
