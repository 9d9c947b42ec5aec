import { bodies, realAnswers } from './answers.ts'
import { onBothDatabases } from './databases.ts'
import type { Figure } from './figure.ts'
import { load, quantile } from './load.ts'

const seconds = 15

/** HTTP, one log a request, 32 connections: the server gathers concurrent requests into one commit. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) throw new Error('the real answers of ../shared/data are absent')
  const figures: Figure[] = []
  await onBothDatabases(async (name, { url }) => {
    const next = bodies(answers, 1)
    await load(url, 32, next, (_, passed) => passed > 3)
    const { accepted, seconds: passed, latencies } = await load(url, 32, next, (_, at) => at > seconds)
    const rate = accepted / passed
    const p99 = quantile(latencies, 0.99)
    figures.push({ name: `one log a request, ${name}`, value: rate, unit: 'logs/s', target: '≥ 1500', ok: rate >= 1500 })
    figures.push({ name: `p99 of a request, ${name}`, value: p99, unit: 'ms', target: '≤ 100', ok: p99 <= 100 })
  })
  return figures
}
