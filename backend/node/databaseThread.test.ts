import { expect, it } from 'vitest'
import { startThread } from './databaseThread.ts'

/** A thread that answers one statement after the other, one of them after 80 ms, and `silent` never. */
const worker = `
  import { parentPort } from 'node:worker_threads'
  import { setTimeout as pause } from 'node:timers/promises'
  let last = Promise.resolve()
  parentPort.on('message', ({ id, text }) => {
    last = last.then(async () => {
      if (text === 'silent') return new Promise(() => {})
      if (text === 'slow') await pause(80)
      parentPort.postMessage({ id, rows: [] })
    })
  })`

const start = () => startThread(new URL(`data:text/javascript,${encodeURIComponent(worker)}`), '')

it('ends with the statement that takes longer than it may, and with it what waits', async () => {
  const thread = start()
  const long = thread.within({ statementMs: 20 }).query('silent')
  const told = expect(thread.within().query('quick')).rejects.toThrow('the embedded database stopped')
  await expect(long).rejects.toThrow('a statement took longer than 0.02 s')
  await told
  expect(thread.ended()).toBe(true)
})

it('lets the time of a statement begin when the one before it is answered', async () => {
  const thread = start()
  await thread.within().query('quick') // it has begun
  const slow = thread.within().query('slow')
  const behind = thread.within({ statementMs: 40 }).query('quick')
  expect(await Promise.all([slow, behind])).toEqual([[], []])
  const again = thread.within().query('slow')
  const silent = thread.within({ statementMs: 40 }).query('silent')
  await again
  await expect(silent).rejects.toThrow('a statement took longer than 0.04 s')
})
