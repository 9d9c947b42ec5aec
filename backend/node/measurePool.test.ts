import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMeasurePool } from './measurePool.ts'

/** Takes its time to load, and leaves a file when it has. */
const slow = `import { writeFileSync } from 'node:fs'
import { parentPort, threadId } from 'node:worker_threads'
await new Promise((done) => setTimeout(done, 200))
writeFileSync(new URL('./loaded-' + threadId, import.meta.url), '')
parentPort.postMessage({ loaded: true })
export default ({ text }) => ({ status: text })
`

describe('the threads that measure', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aicwd-pool-'))
    writeFileSync(join(folder, 'worker.mjs'), slow)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const pool = () => createMeasurePool({}, pathToFileURL(join(folder, 'worker.mjs')))
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
    expect(await used.measure({ text: 'read', ndjson: false, receivedAt: 0 })).toEqual({ status: 'read' })
    await used.close()
  })
})
