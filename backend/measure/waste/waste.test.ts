import { describe, expect, it } from 'vitest'
import { logWith } from '../../../test/logWith.ts'
import { measure } from '../index.ts'
import { detectors } from './index.ts'

const found = (response: string, prompt = 'When was the harbour built, and of what?', reasoning: string | null = null) =>
  measure(logWith({ prompt, response, reasoning })).waste.map((span) => {
    const text = span.in === 'reasoning' ? (reasoning ?? '') : response
    const of = span.of && (span.of.in === 'prompt' ? prompt : text).slice(span.of.start, span.of.end)
    return { kind: span.kind, text: text.slice(span.start, span.end), of }
  })

const facts =
  'The harbour was built in 1887 by the city. Its walls are made of granite from the northern quarries. Ships carried wool and grain to the south.'

describe('repetition', () => {
  it('finds a sentence said again and names the first', () => {
    expect(found(`${facts} Its walls are made of granite from the northern quarries.`)).toEqual([
      {
        kind: 'repetition',
        text: 'Its walls are made of granite from the northern quarries.',
        of: 'Its walls are made of granite from the northern quarries.',
      },
    ])
  })
  it('finds it in other words', () => {
    const again = 'In other words, granite from quarries in the north was used to make the walls.'
    expect(found(`${facts} ${again}`)).toMatchObject([
      { kind: 'repetition', text: again, of: 'Its walls are made of granite from the northern quarries.' },
    ])
  })
  it('finds a loop whole, without its first round', () => {
    const [loop] = found(`${facts} ${'and then the ships came back '.repeat(9).trim()}`)
    expect(loop).toMatchObject({ kind: 'repetition', text: 'and then the ships came back '.repeat(8).trim() })
  })
  it('speaks of a loop only when it comes at least three times', () => {
    const torn = 'and so the walls of the harbour fell '
    const reasons = (times: number) =>
      measure(logWith({ prompt: 'And then?', response: `${facts} ${torn.repeat(times)}they say.` })).waste.map(({ reason }) => reason)
    expect(reasons(2)).toEqual([expect.stringMatching(/^Says again .*walls/)])
    expect(reasons(3)).toEqual([expect.stringMatching(/^Loops: says .* over and over\.$/)])
  })
  it('ends where the sentence ends that is said again, with its closing marks', () => {
    const sentence = 'The sky is blue because of scattering of light.'
    expect(found(`${sentence} ${sentence}`)).toMatchObject([{ kind: 'repetition', text: sentence }])
    expect(found(`“${sentence}” “${sentence}” Ask a physicist.`)[0]?.text).toMatch(/light\.”$/)
    const torn = 'and so the walls of the harbour fell'
    expect(found(`${facts} ${torn} ${torn}, they say.`)).toMatchObject([{ kind: 'repetition', text: torn }])
  })
  it('leaves alone what only looks alike', () => {
    expect(found(`${facts} The tower was built in 1912 by the city.`)).toEqual([])
    expect(
      found('If the value is in the list, the function returns true. If the value is not in the list, the function returns false.'),
    ).toEqual([])
    expect(found('- Paris is the capital of France\n- Rome is the capital of Italy\n- Oslo is the capital of Norway')).toEqual([])
    expect(found('| x | y |\n|---|---|\n| yes it is so | no |\n| yes it is so | no |\n| yes it is so | no |')).toEqual([])
    expect(found('{\n"type": "text", "is": "a long value",\n"x": 1,\n"type": "text", "is": "a long value",\n}')).toEqual([])
    expect(found('The rain came down\nThe rain came down\nAnd we were glad', 'Write a poem about rain')).toEqual([])
  })
})

describe('restatement', () => {
  it('finds the question given back', () => {
    expect(found(`You are asking when the harbour was built, and of what. ${facts}`)).toMatchObject([
      {
        kind: 'restatement',
        text: 'You are asking when the harbour was built, and of what.',
        of: 'When was the harbour built, and of what',
      },
    ])
  })
  it('leaves answers in the words of the question alone', () => {
    expect(found('No, a thumb war is not violent. It is a game for two.', 'Is a thumb war violent?')).toEqual([])
    expect(found('The harbour was built in 1887.')).toEqual([])
    expect(found('When was the harbour built?', 'Correct this sentence: when was the harbor build?')).toEqual([])
  })
})

describe('filler', () => {
  it.each([
    'What a brilliant thing to ask about!',
    'Happy to lend a hand with this.',
    'I hope that gives you what you were after.',
    'As always, everyone is different, so results may vary.',
  ])('finds what would fit any answer: %s', (sentence) => {
    expect(found(`${sentence} ${facts}`).map(({ kind }) => kind)).toEqual(['filler'])
    expect(found(`${facts}\n\n${sentence}`).map(({ kind }) => kind)).toEqual(['filler'])
  })
  it('leaves alone what says something, what is asked for and what it does not speak', () => {
    expect(found(facts)).toEqual([])
    expect(found(`${facts} Granite is hard and lasts for centuries.`)).toEqual([])
    expect(found('Dear Anna,\n\nI hope this finds you well. Thank you for your help.\n\nBest wishes', 'Write a letter to Anna')).toEqual([])
    expect(
      found('Gerne helfe ich dir bei deiner Frage. Der Hafen wurde 1887 von der Stadt gebaut. Ich hoffe, das hilft dir weiter.'),
    ).toEqual([])
    expect(found('Yes, it is. Both are fine.', 'Is it possible?')).toEqual([])
  })
})

describe('overthinking', () => {
  const prompt = 'What is 12 times 12, plus 6?'
  it('finds what comes after the answer was reached', () => {
    const reasoning = '12 times 12 is 144. So the answer is 150. Wait, let me check that again. 144 plus 6 is 150. Yes, the answer is 150.'
    expect(found('The answer is 150.', prompt, reasoning)).toMatchObject([{ kind: 'overthinking', of: 'So the answer is 150.' }])
  })
  it('knows a short answer by the word it begins with', () => {
    const reasoning =
      'Jupiter has many moons. Saturn has more. So the answer is Saturn. But wait, was it Jupiter once? Only for a while. It is Saturn.'
    expect(found('Saturn has the most known moons.', 'Which planet has the most moons?', reasoning)).toMatchObject([
      { kind: 'overthinking', of: 'So the answer is Saturn.' },
    ])
    const plan =
      'Photosynthesis is what they ask about. Therefore photosynthesis comes first. Then I explain the light and the dark reactions.'
    const long = 'Photosynthesis turns light into sugar inside the leaves of a plant, with water and air.'
    expect(found(long, 'How do plants make food?', plan)).toEqual([])
  })
  it('sees reasoning that runs in circles before it has an answer', () => {
    const reasoning = `${'Let me think about the first number again. '.repeat(6)}12 times 12 is 144. So the answer is 150.`
    expect(found('The answer is 150.', prompt, reasoning).every(({ kind }) => kind === 'repetition')).toBe(true)
    expect(measure(logWith({ prompt, response: 'The answer is 150.', reasoning })).tokens.wastedReasoning).toBeGreaterThan(30)
  })
  it('finds nothing when the answer comes last or was changed', () => {
    expect(found('The answer is 150.', prompt, '12 times 12 is 144. Adding 6 gives 150.')).toEqual([])
    const changed = 'So the answer is 150. Wait, I misread. The answer is 148. No, 144 plus 6: the answer is 150.'
    expect(found('The answer is 150.', prompt, changed)).toEqual([])
  })
})

describe('the registry', () => {
  it('holds each kind once, in order of precedence', () => {
    expect(detectors.all.map(({ id }) => id)).toEqual(['overthinking', 'repetition', 'restatement', 'filler'])
  })
})
