import { bodies, realAnswers } from './answers.ts'
import type { Figure } from './figure.ts'
import { load } from './load.ts'
import { startServer, temporaryFolder, treeMemory } from './server.ts'

const logs = 1_000_000
const mega = 1024 * 1024

/** Least-squares slope of `values` per sample. */
const slope = (values: readonly number[]): number => {
  const mean = (values.length - 1) / 2
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, at) => sum + (at - mean) * (value - average), 0)
  return over / values.reduce((sum, _, at) => sum + (at - mean) ** 2, 0)
}

/** A million logs into the embedded database, the memory of the whole process tree looked at once a second. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) throw new Error('the real answers of ../shared/data are absent')
  const folder = temporaryFolder()
  const server = await startServer(folder.path)
  const samples: number[] = []
  const timer = setInterval(() => samples.push(treeMemory(server.child.pid ?? 0) / mega), 1000)
  try {
    const { accepted } = await load(server.url, 8, bodies(answers, 100), (stored) => stored >= logs)
    const settled = samples.slice(60)
    const growth = slope(settled) * 60
    return [
      { name: 'logs ingested', value: accepted, unit: 'logs', target: `≥ ${logs}`, ok: accepted >= logs },
      { name: 'memory at most', value: Math.max(...samples), unit: 'MB', target: '< 1200', ok: Math.max(...samples) < 1200 },
      { name: 'memory growth after the first minute', value: growth, unit: 'MB/min', target: '≤ 10', ok: growth <= 10 },
    ]
  } finally {
    clearInterval(timer)
    await server.stop()
    folder.remove()
  }
}
