/** A task on a text of somebody else, with a short answer. */
export interface TextTask {
  task: string
  text: string
}

export const textTasks: readonly TextTask[] = [
  {
    task: 'Classify the message as praise, complaint or question. Answer with one word.',
    text: 'The parcel came two days late and the box was wet, but at least nothing was broken.',
  },
  { task: 'Translate the text into French.', text: 'The meeting begins at nine in the small hall.' },
  { task: 'Name the language of the text. Answer with one word.', text: 'Il mercato apre alle otto e chiude a mezzogiorno.' },
  {
    task: 'Give the text a title of at most five words.',
    text: 'After forty years the ferry to the island makes its last trip on Sunday; from Monday on there is a bridge.',
  },
  {
    task: 'Name the cities in the text, separated by commas.',
    text: 'The tour starts in Lyon, rests for a night in Turin and ends in Trieste.',
  },
  {
    task: 'Summarise the text in one sentence.',
    text: 'Our choir looks for two altos and a bass. We rehearse on Thursdays at seven. Nobody has to read music; curiosity is enough.',
  },
  {
    task: 'Correct the spelling of the text and answer with the corrected text alone.',
    text: 'The librery is closd on wensday becaus of repares.',
  },
  {
    task: 'How many people are named in the text? Answer with a number.',
    text: 'Olga lent the ladder to Piet, who gave it to Sunniva before the holidays.',
  },
  {
    task: 'Say whether the review is positive or negative. Answer with one word.',
    text: 'I wanted to like the blender. It is loud, it leaks, and the lid does not close.',
  },
  { task: 'Turn the text into the past tense.', text: 'The snow melts, the river rises and the children build a dam.' },
]
