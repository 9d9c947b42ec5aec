import { bodies, realAnswers } from './answers.ts'
import type { Figure } from './figure.ts'
import { load } from './load.ts'
import { startServer, temporaryFolder } from './server.ts'

/** `npm run up` a second time, on a folder with logs in it, to the first answered request. */
export const bench = async (): Promise<Figure[]> => {
  const folder = temporaryFolder()
  try {
    const first = await startServer(folder.path)
    const answers = realAnswers()
    if (answers !== null) await load(first.url, 4, bodies(answers, 100), (stored) => stored >= 10_000)
    await first.stop()
    const times: number[] = []
    for (let run = 0; run < 3; run++) {
      const again = await startServer(folder.path)
      times.push(again.startMs)
      await again.stop()
    }
    const value = Math.max(...times)
    return [{ name: 'second start to the first answer, worst of 3', value, unit: 'ms', target: '≤ 3000', ok: value <= 3000 }]
  } finally {
    folder.remove()
  }
}
