import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, temporaryFolder } from '../bench/server.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const kills = Number(process.env.KILLS ?? 20)

/** Loads until the server dies; the ids that were acknowledged. `began` is called with each answer. */
const loadUntilDead = async (url: string, round: number, began: () => void): Promise<string[]> => {
  const acknowledged: string[] = []
  const one = async (worker: number) => {
    for (let at = 0; ; at++) {
      const logs = Array.from({ length: 20 }, (_, item) => ({
        id: `${round}-${worker}-${at}-${item}`,
        model: 'gpt-4o-mini',
        prompt: `prompt ${item}`,
        response: `An answer that is a little longer than nothing, number ${item}.`,
      }))
      try {
        const response = await fetch(`${url}/api/metrics/ingest`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(logs),
        })
        if (response.status !== 202) return
        acknowledged.push(...((await response.json()) as { ids: string[] }).ids)
        began()
      } catch {
        return
      }
    }
  }
  await Promise.all([0, 1, 2, 3].map(one))
  return acknowledged
}

const storedIds = async (url: string): Promise<string[]> =>
  (await (await fetch(`${url}/api/export?format=ndjson`)).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { log: { id: string } }).log.id)

/** Kills the server again and again in the middle of loading, each time at another moment, and compares what was said with what is there. */
const survives = async (databaseUrl?: string) => {
  const folder = temporaryFolder()
  const acknowledged: string[] = []
  try {
    for (let round = 0; round < kills; round++) {
      const server = await startServer(folder.path, databaseUrl)
      let loading: Promise<string[]> = Promise.resolve([])
      // Every other round waits for the first answer, which takes long on a busy machine: only what was acknowledged can be lost. The rest are killed while they begin.
      const begun = new Promise<void>((began) => {
        loading = loadUntilDead(server.url, round, began)
      })
      if (round % 2 === 0) await begun
      await new Promise((done) => setTimeout(done, 150 + ((round * 137) % 900)))
      const ended = new Promise((done) => server.child.once('exit', done))
      server.child.kill('SIGKILL')
      await ended
      acknowledged.push(...(await loading))
    }
    const server = await startServer(folder.path, databaseUrl)
    const ids = await storedIds(server.url)
    const count = ((await (await fetch(`${server.url}/api/metrics`)).json()) as { rows: { count: number }[] }).rows[0]?.count
    await server.stop()
    const stored = new Set(ids)
    expect(acknowledged.length).toBeGreaterThan(kills * 20)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(stored.size).toBe(ids.length)
    expect(count).toBe(ids.length)
  } finally {
    folder.remove()
  }
}

describe('kill -9 while loading: every acknowledged log is there once', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(async () => {
    if (!('skipped' in postgres)) await postgres.stop()
  })

  it('on the embedded database', () => survives(), 300_000)
  it('on PostgreSQL', async ({ skip }) => {
    if ('skipped' in postgres) return skip(postgres.skipped)
    await survives(postgres.url)
  }, 300_000)
})
