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
