import type { LogEntry } from '../backend/core/log.ts'
import { factsOf } from '../backend/measure/facts.ts'
import { measure } from '../backend/measure/index.ts'
import { segment } from '../backend/measure/segment.ts'
import { readWords } from '../backend/measure/words.ts'
import { sharedEmbedder } from '../backend/node/embedder.ts'
import { logWith, usageOf } from '../test/logWith.ts'
import { realAnswers } from './answers.ts'
import { atMost, type Figure, skipped } from './figure.ts'
import { tools } from './tools.ts'

/** Processor milliseconds of one pass over all of `given`: the least of several, because the machine is shared. */
const fastest = <Given>(given: readonly Given[], passes: number, work: (one: Given) => unknown): number => {
  let best = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    const begun = process.cpuUsage()
    for (const one of given) work(one)
    const { user, system } = process.cpuUsage(begun)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const measureOne = (log: LogEntry): unknown => measure(log, tools)

/** How many times as long one of `large` takes as one of `small`, both the least of passes in turns: a slow spell meets both. */
const timesAsLong = (large: readonly LogEntry[], small: readonly LogEntry[], passes: number): number => {
  let [most, least] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let pass = 0; pass < passes; pass++) {
    most = Math.min(most, fastest(large, 1, measureOne))
    // a short pass is disturbed more often
    least = Math.min(least, fastest(small, 3, measureOne))
  }
  return most / large.length / (least / small.length)
}

const entry = (prompt: string, response: string, reported: boolean): LogEntry => {
  const usage = usageOf({
    promptTokens: Math.ceil(prompt.length / 4),
    completionTokens: Math.ceil(response.length / 4),
    accounting: 'inclusive',
  })
  return logWith({ prompt, response, usage: reported ? usage : null })
}

/** Texts that make careless code slow, and their length. */
const hostile = (n: number): Record<string, string> => ({
  'one letter': 'a'.repeat(n),
  'one word': 'word '.repeat(n / 5),
  'one line': 'The same line again and again.\n'.repeat(n / 31),
  'empty lines': '\n'.repeat(n),
  points: '.'.repeat(n),
  'marks and zero-width spaces': '!\u200b'.repeat(n / 2),
  'slashes and line breaks': '/\n'.repeat(n / 2),
  'marks, line breaks and slashes': '!\r\n/\u200b\n'.repeat(n / 6),
  brackets: '['.repeat(n / 2) + ']'.repeat(n / 2),
  spaces: `${' '.repeat(n)}x`,
  emoji: '😀'.repeat(n / 2),
  chinese: '漢字かな交じり文。'.repeat(n / 9),
  newlines: `${'\n'.repeat(n - 1)}x`,
  'different sentences': Array.from({ length: n / 32 }, (_, i) => `Item ${i * 7919} differs from the ${i}th.`).join(' '),
  'similar sentences': Array.from({ length: n / 40 }, (_, i) => `The grey cat number ${i} sat on a red mat.`).join(' '),
})

export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) return skipped('measure')
  const sample = answers.filter((_, i) => i % 4 === 0)
  const perAnswer = (reported: boolean): number => {
    const logs = sample.map(({ instruction, output }) => entry(instruction, output, reported))
    return (fastest(logs, 7, measureOne) / logs.reduce((sum, log) => sum + (log.response?.length ?? 0), 0)) * 1500
  }
  const figures = [
    atMost('a 1.5 KB answer, usage reported', perAnswer(true), 'ms', 0.15),
    atMost('a 1.5 KB answer, tokens of prompt and answer counted', perAnswer(false), 'ms', 0.15),
  ]
  const embedder = sharedEmbedder()
  const texts = sample.map(({ instruction, output }) => ({ asked: readWords(instruction), answer: segment(output, 'response') }))
  const embedding = fastest(texts, 7, ({ asked, answer }) => factsOf(embedder, asked, answer)) / texts.length
  figures.push(atMost('beside it: embedding prompt and answer, and the style, on average', embedding, 'ms', 0.2))
  const prose = sample.map(({ output }) => output).join('\n\n')
  const piece = (size: number) =>
    Array.from({ length: Math.ceil(262_144 / size) }, (_, i) => entry('Tell me.', prose.slice(i * size, (i + 1) * size), true))
  figures.push(atMost('64 KB against 1.5 KB', timesAsLong(piece(65_536), piece(1536), 20), 'times', 50))
  const small = hostile(100_000)
  for (const [name, text] of Object.entries(hostile(1_000_000))) {
    const times = timesAsLong([entry('Tell me.', text, false)], [entry('Tell me.', small[name] ?? '', false)], 6)
    figures.push(atMost(`1 MB against 100 KB: ${name}`, times, 'times', 20))
  }
  return figures
}
