import { constants, setPriority } from 'node:os'
import type { Said } from './messages.ts'

// Started by the server as a process of its own: what crashes native code, or takes its memory, leaves the server alone.
const say = (said: Said): Promise<void> => new Promise((done) => process.send?.(said, () => done()))
const reasonOf = (error: unknown): string => String((error as Error).message).split('\n')[0] as string

process.on('SIGINT', () => {}) // Ctrl-C reaches every process of a terminal: the server says when this one ends
process.once('disconnect', () => process.exit())
setPriority(constants.priority.PRIORITY_BELOW_NORMAL) // ingest goes first

const [modelFile = '', tokenizerFile = ''] = process.argv.slice(2)
try {
  const { openModel } = await import('./model.ts') // here, since onnxruntime may be for other machines
  const { dimensions, embed } = await openModel(modelFile, tokenizerFile)
  process.on('message', async (texts: string[]) => {
    try {
      const vectors: (Float32Array | null)[] = []
      for (const text of texts) vectors.push(await embed(text))
      await say({ status: 'ok', vectors })
    } catch (error) {
      await say({ status: 'failed', message: reasonOf(error) })
    }
  })
  await say({ status: 'ready', dimensions })
} catch (error) {
  await say({ status: 'failed', message: reasonOf(error) })
  process.exit(1)
}
