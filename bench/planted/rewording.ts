/** Pairs of sentences in which the second says in other words what the first said. `held` pairs are only scored, never looked at. */
export const pairs: readonly { set: 'shown' | 'held'; first: string; again: string }[] = [
  [
    'shown',
    'Regular exercise lowers the risk of heart disease and helps people sleep better.',
    'People who exercise regularly sleep better and have a lower risk of heart disease.',
  ],
  [
    'shown',
    'The library closes early on Fridays because most students leave for the weekend.',
    'Since most students go away for the weekend, the library shuts early every Friday.',
  ],
  [
    'shown',
    'A good compost pile needs a balance of green material and brown material.',
    'To make good compost, you have to balance green and brown materials.',
  ],
  [
    'shown',
    'The company moved its headquarters to Denver to cut costs.',
    'In order to reduce costs, the company relocated its headquarters to Denver.',
  ],
  [
    'shown',
    'Photosynthesis turns sunlight into chemical energy that plants store as sugar.',
    'In other words, plants use photosynthesis to convert sunlight into energy stored as sugars.',
  ],
  [
    'shown',
    'The best time to visit the valley is in late spring, when the rivers are full.',
    'Late spring, with its full rivers, is the ideal time to visit the valley.',
  ],
  [
    'shown',
    'Index funds usually have lower fees than actively managed funds.',
    'Actively managed funds tend to charge higher fees than index funds.',
  ],
  [
    'shown',
    'If the dough is too sticky, add a little flour until it is smooth.',
    'Add a bit more flour to the dough when it feels too sticky, until it becomes smooth.',
  ],
  [
    'shown',
    'The novel was rejected by twelve publishers before it became a bestseller.',
    'Before becoming a bestseller, the novel had been turned down by twelve publishers.',
  ],
  ['shown', 'Caching the results makes repeated queries much faster.', 'Repeated queries run a lot faster once their results are cached.'],
  [
    'shown',
    'You should back up your files before installing the update.',
    'Before you install the update, make sure to back up all your files.',
  ],
  [
    'shown',
    'Bees are essential to farming because they pollinate many crops.',
    'Because they pollinate so many crops, bees are vital for agriculture.',
  ],
  [
    'shown',
    'The bridge was closed for repairs after engineers discovered cracks in its supports.',
    'After cracks were found in its supports, the bridge was shut so that it could be repaired.',
  ],
  [
    'shown',
    'Learning a second language improves memory and attention.',
    'Memory and attention both benefit from learning another language.',
  ],
  [
    'shown',
    'Place the pot near a south-facing window so that the plant gets six hours of sun.',
    'Keep the plant close to a window facing south, where it receives about six hours of sunlight.',
  ],
  [
    'shown',
    'Water it only when the top centimetre of the soil is dry, because the roots rot quickly.',
    'Since the roots rot fast, do not water before the upper centimetre of soil has dried.',
  ],
  [
    'shown',
    'The first version was released in 2009 and quickly became popular among developers.',
    'Developers soon took to the first version, which came out in 2009.',
  ],
  [
    'shown',
    'Taxes on capital gains depend on how long you have held the asset.',
    'How long an asset was held determines the tax on its capital gains.',
  ],
  ['shown', 'Solar panels produce less electricity on cloudy days.', 'On days with clouds, the output of solar panels drops.'],
  [
    'shown',
    'Stretch for ten minutes before you run to avoid injuries.',
    'To prevent injuries, do ten minutes of stretching before running.',
  ],
  [
    'shown',
    'Unit tests catch mistakes early and make refactoring safer.',
    'With unit tests you find errors sooner and can refactor more safely.',
  ],
  [
    'shown',
    'The river floods every spring when the snow in the mountains melts.',
    'Each spring, melting mountain snow makes the river flood.',
  ],
  [
    'held',
    'The museum is free on the first Sunday of each month.',
    'On the first Sunday of every month, you can enter the museum without paying.',
  ],
  ['held', 'Too much water causes the roots of the plant to rot.', "Overwatering will make the plant's roots rot."],
  [
    'held',
    'The two brothers founded the firm in a garage with money borrowed from their aunt.',
    'With money lent by their aunt, the two brothers started the firm in a garage.',
  ],
  [
    'held',
    'Strong passwords should be long and should not be reused on different sites.',
    'Passwords ought to be long, and the same one should never be used on several sites.',
  ],
  [
    'held',
    'The treaty ended the war but left the border dispute unresolved.',
    'Although the treaty brought the war to an end, it did not settle the dispute over the border.',
  ],
  [
    'held',
    'Dark roast coffee contains slightly less caffeine than light roast coffee.',
    'There is a little less caffeine in dark roast coffee than in light roast coffee.',
  ],
  ['held', 'The engine overheats when the coolant level is low.', 'Low coolant levels lead to an overheated engine.'],
  [
    'held',
    'Most of the income of the island comes from tourism and fishing.',
    'Tourism and fishing provide the island with the majority of its income.',
  ],
  [
    'held',
    'A short walk after dinner can help to control blood sugar.',
    'Walking briefly after the evening meal can help keep blood sugar under control.',
  ],
  [
    'held',
    'The function returns an empty list when no matching record is found.',
    'When there is no record that matches, the function will return an empty list.',
  ],
  [
    'held',
    'Small classes allow teachers to give each student more attention.',
    'In small classes, each student gets more attention from the teacher.',
  ],
  [
    'held',
    'The glaciers have been melting faster since the 1990s because of rising temperatures.',
    'Rising temperatures have made the glaciers melt more quickly since the 1990s.',
  ],
  [
    'held',
    'Write down your goals and review them at the end of each week.',
    'At the end of every week, go over the goals you have written down.',
  ],
  [
    'held',
    'The recipe works with almond milk if you do not want to use dairy.',
    'If you would rather avoid dairy, the recipe also works with almond milk.',
  ],
].map(([set, first, again]) => ({ set: set as 'shown' | 'held', first: first as string, again: again as string }))

const cues = [
  'In other words, ',
  'Put differently, ',
  'To put it another way, ',
  'That is to say, ',
  'Once again, ',
  'As mentioned above, ',
  '',
  '',
  '',
  '',
]

const swaps: readonly (readonly [RegExp, string])[] = (
  [
    ['important', 'crucial'],
    ['help', 'assist'],
    ['helps', 'assists'],
    ['use', 'utilize'],
    ['uses', 'employs'],
    ['used', 'utilized'],
    ['show', 'demonstrate'],
    ['shows', 'demonstrates'],
    ['big', 'large'],
    ['large', 'substantial'],
    ['small', 'little'],
    ['many', 'numerous'],
    ['start', 'begin'],
    ['started', 'began'],
    ['ensure', 'make sure'],
    ['include', 'comprise'],
    ['includes', 'comprises'],
    ['make', 'create'],
    ['makes', 'creates'],
    ['made', 'created'],
    ['get', 'obtain'],
    ['need', 'require'],
    ['needs', 'requires'],
    ['often', 'frequently'],
    ['usually', 'typically'],
    ['allow', 'enable'],
    ['allows', 'enables'],
    ['provide', 'offer'],
    ['provides', 'offers'],
    ['known', 'recognized'],
    ['famous', 'well-known'],
    ['people', 'individuals'],
    ['because', 'since'],
    ['however', 'but'],
    ['different', 'distinct'],
    ['several', 'various'],
    ['method', 'approach'],
    ['way', 'manner'],
    ['begin', 'commence'],
    ['end', 'finish'],
    ['increase', 'raise'],
    ['reduce', 'lower'],
    ['improve', 'enhance'],
    ['choose', 'select'],
    ['buy', 'purchase'],
    ['keep', 'maintain'],
    ['place', 'put'],
    ['remove', 'take away'],
    ['fast', 'quick'],
    ['quickly', 'rapidly'],
    ['hard', 'difficult'],
    ['easy', 'simple'],
    ['beautiful', 'lovely'],
    ['main', 'primary'],
    ['popular', 'widely liked'],
    ['also', 'additionally'],
  ] as const
).map(([from, to]) => [new RegExp(`\\b${from}\\b`), to] as const)

const decapitalised = (text: string): string => (/^(?:I\b|[A-Z][A-Z])/.test(text) ? text : (text[0] ?? '').toLowerCase() + text.slice(1))
const capitalised = (text: string): string => (text[0] ?? '').toUpperCase() + text.slice(1)

/** A clause that can stand first as well as last changes its place. */
const turned = (sentence: string): string => {
  const front = /^((?:If|When|Because|Since|Although|While|After|Before|In|On|At|For|With|To) [^,]{4,80}), (.{12,})$/.exec(sentence)
  if (front) return `${capitalised(front[2] as string)} ${decapitalised(front[1] as string)}`
  const back = /^(.{12,}?),? ((?:because|when|if|while|after|before|although|unless) .{8,})$/.exec(sentence)
  return back ? `${capitalised(back[2] as string)}, ${decapitalised(back[1] as string)}` : sentence
}

/** Says a sentence again: clauses turned round, common words replaced, a cue before it or none. The same random numbers give the same words. */
export const reword = (sentence: string, random: () => number): string => {
  const end = /[.!?]+$/.exec(sentence)?.[0] ?? '.'
  let text = sentence.slice(0, sentence.length - (/[.!?]+$/.exec(sentence)?.[0].length ?? 0))
  if (random() < 0.7) text = turned(text)
  for (const [from, to] of swaps) if (random() < 0.8) text = text.replace(from, to)
  const cue = cues[Math.floor(random() * cues.length)] as string
  return cue === '' ? capitalised(text) + end : cue + decapitalised(text) + end
}
