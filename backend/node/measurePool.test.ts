import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMeasurePool } from './measurePool.ts'

/** Takes its time to load, and leaves a file when it has. Answers with the text and how many came with it; one text is a bug. */
const slow = `import { writeFileSync } from 'node:fs'
import { parentPort, threadId } from 'node:worker_threads'
await new Promise((done) => setTimeout(done, 200))
writeFileSync(new URL('./loaded-' + threadId, import.meta.url), '')
parentPort.postMessage({ loaded: true })
export default (bodies) => bodies.map(({ text }) => {
  if (text === 'bug') throw new Error('a bug')
  return { status: text, together: bodies.length }
})
`

describe('the threads that measure', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aicwd-pool-'))
    writeFileSync(join(folder, 'worker.mjs'), slow)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const pool = () => createMeasurePool({}, pathToFileURL(join(folder, 'worker.mjs')))
  const body = (text: string) => ({ text, ndjson: false, receivedAt: 0 })
  const loaded = () => readdirSync(folder).filter((name) => name.startsWith('loaded-')).length

  it('are not started by what only reads', async () => {
    await pool().close()
    expect(loaded()).toBe(0)
  })
  it('are ended only when all of them have loaded', async () => {
    const begun = pool()
    begun.begin()
    await begun.close()
    expect(loaded()).toBeGreaterThanOrEqual(2)
  })
  it('start with the first body', async () => {
    const used = pool()
    expect(await used.measure(body('read'))).toMatchObject({ status: 'read' })
    await used.close()
  })
  it('are given small bodies that wait together, and a large one alone', async () => {
    const used = pool()
    const large = 'x'.repeat(100_000)
    const texts = [...Array.from({ length: 40 }, (_, at) => `small ${at}`), large]
    const answers = (await Promise.all(texts.map((text) => used.measure(body(text))))) as unknown as { status: string; together: number }[]
    expect(answers.map(({ status }) => status)).toEqual(texts)
    expect(Math.max(...answers.map(({ together }) => together))).toBeGreaterThan(4)
    expect(answers.find(({ status }) => status === large)?.together).toBe(1)
    await used.close()
  })
  it('answer for the others when one body makes them fail', async () => {
    const used = pool()
    const texts = ['a', 'b', 'c', 'd', 'bug', 'e', 'f', 'g', 'h']
    const answers = await Promise.allSettled(texts.map((text) => used.measure(body(text))))
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 'failed'))).toEqual(
      texts.map((text) => (text === 'bug' ? 'failed' : text)),
    )
    await used.close()
  })
})
