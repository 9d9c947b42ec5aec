import { expect, it } from 'vitest'
import { startThread } from './databaseThread.ts'

/** A thread that answers one statement and is silent at every other. */
const worker = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', ({ id, text }) => text === 'answered' && parentPort.postMessage({ id, rows: [] }))`

it('ends with the statement that takes longer than it may, and with it what waits', async () => {
  const thread = startThread(new URL(`data:text/javascript,${encodeURIComponent(worker)}`), '')
  const waiting = thread.within().query('silent')
  expect(await thread.within({ statementMs: 10_000 }).query('answered')).toEqual([])
  const told = expect(waiting).rejects.toThrow('the embedded database stopped')
  await expect(thread.within({ statementMs: 20 }).query('silent')).rejects.toThrow('a statement took longer than 0.02 s')
  await told
  expect(thread.ended()).toBe(true)
})
