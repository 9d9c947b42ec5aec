import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logWith } from '../../test/logWith.ts'
import { readWordTable } from './embed/wordTable.ts'
import { measure } from './index.ts'
import { createMeanings } from './waste/meanings.ts'

const meanings = createMeanings(readWordTable(readFileSync(new URL('./embed/minilm.bin', import.meta.url))))
const of = (response: string, prompt = 'Tell me about it, please.', reasoning: string | null = null) =>
  measure(logWith({ prompt, response, reasoning }), { meanings })

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}
/** Pieces of every kind of text, to be thrown together. */
const pieces = [
  'The harbour was built in 1887 by the city.',
  'I hope this helps! Let me know if you have questions.',
  'Sure!',
  '漢字かな交じり文。',
  'مرحبا بالعالم، هذا نص طويل.',
  'שלום עולם, זה טקסט.',
  'Der Hafen wurde 1887 gebaut.',
  '😀😀 👩‍👩‍👧‍👦 🇫🇷',
  '\u{20000}\u{2f81a}',
  '```js\nconst a = 1\n```',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '{"a": [1, 2, {"b": null}]}',
  '- one\n- two\n1. three',
  '\u200b\u00a0\ufeff\u202e',
  'e\u0301e\u0301',
  '. … !? “” ‘’ ((( ]]]',
  '\r\n\r\n\t',
  '# Heading\n**Bold**',
]

describe('texts thrown together', () => {
  it('have spans in order, disjoint, on whole characters, that cost no more than the text', () => {
    const next = random(42)
    for (let round = 0; round < 300; round++) {
      const pick = () => pieces[Math.floor(next() * pieces.length)] ?? ''
      const some = () => Array.from({ length: Math.floor(next() * 12) }, () => pick() + (next() < 0.3 ? '\n' : ' ')).join('')
      const [response, reasoning] = [
        some() +
          pick()
            .slice(0, Math.floor(next() * 9))
            .toWellFormed(),
        next() < 0.3 ? some() : null,
      ]
      const m = of(response, some(), reasoning)
      for (const place of ['response', 'reasoning'] as const) {
        const text = place === 'response' ? response : (reasoning ?? '')
        let last = 0
        for (const { start, end, reason, of: source } of m.waste.filter((span) => span.in === place)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          for (const part of [text.slice(start, end), reason, source && source.in === place ? text.slice(source.start, source.end) : ''])
            expect(part.isWellFormed()).toBe(true)
          last = end
        }
      }
      expect(m.tokens.wasted).toBeLessThanOrEqual(m.tokens.output)
      expect(m.tokens.wastedReasoning).toBeLessThanOrEqual(m.tokens.reasoning)
    }
  })
})

describe('what the detectors do not speak', () => {
  it.each([
    [
      'German',
      'Gerne helfe ich dir bei deiner Frage! Der Hafen wurde 1887 gebaut. Er ist aus Granit. Ich hoffe, das hilft dir weiter. Melde dich gern.',
    ],
    [
      'French',
      "Bien sûr, je serais ravi de vous aider. Le port a été construit en 1887. J'espère que cela vous aide. N'hésitez pas à demander.",
    ],
    [
      'Spanish',
      '¡Claro que sí! El puerto fue construido en 1887 por la ciudad. Espero que esto te ayude. No dudes en preguntar si necesitas más.',
    ],
    ['Portuguese', 'Claro, fico feliz em ajudar. O porto foi construído em 1887. Espero que isso ajude. Me avise se tiver mais perguntas.'],
    [
      'Turkish',
      'Elbette, yardımcı olmaktan mutluluk duyarım. Liman 1887 yılında inşa edildi. Umarım bu yardımcı olur. Başka sorunuz varsa sorun.',
    ],
    ['Russian', 'Конечно, с удовольствием помогу. Гавань построена в 1887 году. Надеюсь, это поможет. Обращайтесь, если будут вопросы.'],
    ['Japanese', 'もちろん、喜んでお手伝いします。港は1887年に建設されました。お役に立てば幸いです。'],
    ['Arabic', 'بالتأكيد، يسعدني مساعدتك. تم بناء الميناء في عام 1887. آمل أن يساعدك هذا.'],
    ['Hindi', 'ज़रूर, मुझे आपकी मदद करके खुशी होगी। बंदरगाह 1887 में बनाया गया था। आशा है कि इससे मदद मिलेगी।'],
  ])('%s is left alone, and is no refusal', (_, text) => expect(of(text)).toMatchObject({ waste: [], refusal: 'none' }))
  it.each([
    ['code', '```python\ndef add(a, b):\n    return a + b\n\ndef add(a, b):\n    return a + b\n```'],
    ['code without a fence', 'const a = 1;\nconst b = 2;\nconst a = 1;\nconst b = 2;'],
    ['JSON', '{\n  "name": "please help",\n  "name": "please help",\n  "ok": true\n}'],
    ['a table', '| word | word |\n|---|---|\n| glad to help | glad to help |\n| glad to help | glad to help |'],
    ['emoji', '👍👍👍 🎉🎉 👍👍👍'],
    ['nothing', ''],
    ['white space', ' \n\n \t'],
  ])('%s has no waste', (_, text) => expect(of(text).waste).toEqual([]))
  it('a poem may say a line again, and a transcript may greet', () => {
    const poem =
      'The rain came down\nAll over town\nThe rain came down\nAnd we were glad\n\nThe wind blew hard\nThe rain came down\nAnd we were sad\nThe night was long'
    expect(of(poem, 'Write a poem about rain').waste).toEqual([])
    const talk =
      'Anna: Hello, how can I help you?\nBen: Hi! I would like a refund, please.\nAnna: Of course, I am happy to help.\nBen: Thank you so much!'
    expect(of(talk, 'Write a dialogue between a clerk and a customer').waste).toEqual([])
  })
  it('a loop is found in any language', () => {
    expect(of(`Der Hafen wurde gebaut. ${'und dann kamen die Schiffe wieder '.repeat(8)}`).waste).toMatchObject([{ kind: 'repetition' }])
  })
})
