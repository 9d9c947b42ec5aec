import { describe, expect, it } from 'vitest'
import { openPool } from '../backend/node/pool.ts'
import { createLogStore } from '../backend/store/postgres/logStore.ts'
import { startServer, temporaryFolder } from '../bench/server.ts'
import { startPostgres } from './postgres.ts'

const send = async (url: string, worker: string): Promise<string[]> => {
  const ids: string[] = []
  for (let at = 0; at < 40; at++) {
    const logs = Array.from({ length: 10 }, (_, item) => ({
      id: `${worker}-${at}-${item}`,
      model: 'gpt-4o-mini',
      prompt: `Question ${item}?`,
      response: `Answer ${at}.`,
    }))
    const response = await fetch(`${url}/api/metrics/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify([...logs, { ...logs[0], id: `shared-${at}` }]),
    })
    expect(response.status).toBe(202)
    ids.push(...((await response.json()) as { ids: string[] }).ids)
  }
  return ids
}

describe('three hosts on one PostgreSQL', () => {
  it('store every log once, and a reader of the cursor misses none while they write', async ({ skip }) => {
    const postgres = await startPostgres()
    if ('skipped' in postgres) return skip(postgres.skipped)
    const folders = [0, 1, 2].map(() => temporaryFolder())
    const servers = await Promise.all(folders.map((folder) => startServer(folder.path, postgres.url)))
    const pool = openPool(postgres.url)
    const store = createLogStore(pool.sql, { clock: Date.now })
    let writing = true
    const writers = Promise.all(servers.flatMap(({ url }, host) => [0, 1, 2].map((worker) => send(url, `${host}-${worker}`)))).finally(
      () => {
        writing = false
      },
    )
    const seen: string[] = []
    let cursor: string | null = null
    for (;;) {
      const last = !writing
      const page: Awaited<ReturnType<typeof store.changes>> = await store.changes(cursor, 100)
      expect(page.items.map((change) => Number(change.cursor))).toEqual(
        page.items.map((change) => Number(change.cursor)).sort((a, b) => a - b),
      )
      seen.push(...page.items.map(({ head }) => head.id))
      cursor = page.nextCursor
      if (last && page.items.length === 0) break
    }
    const acknowledged = new Set((await writers).flat())
    expect(seen).toHaveLength(9 * 400 + 40)
    expect(new Set(seen)).toEqual(acknowledged)
    for (const { url } of servers) {
      const { rows } = (await (await fetch(`${url}/api/metrics`)).json()) as { rows: { count: number }[] }
      expect(rows[0]?.count).toBe(seen.length)
    }
    await pool.close()
    await Promise.all(servers.map((server) => server.stop()))
    for (const folder of folders) folder.remove()
    await postgres.stop()
  })
})
