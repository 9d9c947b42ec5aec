import { bodies, realAnswers } from './answers.ts'
import { onBothDatabases } from './databases.ts'
import type { Figure } from './figure.ts'
import { load } from './load.ts'

const seconds = 20

/** HTTP, 8 connections, batches of 100 real answers, durable and measured, the loader on the same cores. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) throw new Error('the real answers of ../shared/data are absent')
  const figures: Figure[] = []
  await onBothDatabases(async (name, { url }) => {
    const next = bodies(answers, 100)
    await load(url, 8, next, (_, passed) => passed > 3)
    const { accepted, seconds: passed, others } = await load(url, 8, next, (_, at) => at > seconds)
    if (Object.keys(others).length > 0) console.log(`${name}: answers other than 202: ${JSON.stringify(others)}`)
    const value = accepted / passed
    figures.push({ name: `batches of 100, ${name}`, value, unit: 'logs/s', target: '≥ 3000', ok: value >= 3000 })
  })
  return figures
}
